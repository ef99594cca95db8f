"""The addresses of the API keys' pages."""

from django.urls import path

from dangol.studio.keys import views

app_name = "studio_keys"
urlpatterns = [
    path("", views.KeyList.as_view(), name="index"),
    path("add/", views.AddKey.as_view(), name="add"),
    path("revoke/<path:name>/", views.RevokeKey.as_view(), name="revoke"),
]
