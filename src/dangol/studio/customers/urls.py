"""The addresses of the customers' pages."""

from django.urls import path

from dangol.studio.customers import views

app_name = "studio_customers"
urlpatterns = [
    path("", views.CustomerList.as_view(), name="index"),
    path("<str:customer>/", views.CustomerPage.as_view(), name="one"),
    path("<str:customer>/events/<int:offset>/", views.EventPage.as_view(), name="event"),
]
