"""The addresses of the lifecycle's page."""

from django.urls import path

from dangol.studio.lifecycle import views

app_name = "studio_lifecycle"
urlpatterns = [
    path("", views.LifecyclePage.as_view(), name="index"),
    path("counts/", views.Counts.as_view(), name="counts"),
]
