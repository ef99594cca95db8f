"""The addresses of the refused events' pages."""

from django.urls import path

from dangol.studio.refused import changes, views

app_name = "studio_refused"
urlpatterns = [
    path("", views.RefusedList.as_view(), name="index"),
    path("again/", changes.SendAllAgain.as_view(), name="again"),
    path("<int:position>/", views.OneRefused.as_view(), name="one"),
    path("<int:position>/again/", changes.SendAgain.as_view(), name="one_again"),
]
