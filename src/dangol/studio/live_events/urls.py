"""The addresses of the live events' page."""

from django.urls import path

from dangol.studio.live_events import views

app_name = "studio_live_events"
urlpatterns = [
    path("", views.LiveEvents.as_view(), name="index"),
    path("stream/", views.StreamAddress.as_view(), name="stream"),
    path("<int:offset>/", views.OneEntry.as_view(), name="one"),
]
