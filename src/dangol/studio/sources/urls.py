"""The addresses of the sources' pages."""

from django.urls import path

from dangol.studio.sources import changes, views

app_name = "studio_sources"
urlpatterns = [
    path("", views.SourceList.as_view(), name="index"),
    path("add/", changes.AddSource.as_view(), name="add"),
    path("one/<str:name>/", views.OneSource.as_view(), name="one"),
    path("one/<str:name>/heard/", views.Heartbeat.as_view(), name="heard"),
    path("one/<str:name>/facts/", views.SourceFacts.as_view(), name="facts"),
    path("one/<str:name>/rotate/", changes.RotateKey.as_view(), name="rotate"),
    path("one/<str:name>/limits/", changes.SetLimits.as_view(), name="limits"),
    path("one/<str:name>/switch/", changes.SwitchSource.as_view(), name="switch"),
]
