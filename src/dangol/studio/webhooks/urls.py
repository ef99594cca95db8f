"""The addresses of the webhooks' pages."""

from django.urls import path

from dangol.studio.webhooks import changes, views

app_name = "studio_webhooks"
urlpatterns = [
    path("", views.WebhookList.as_view(), name="index"),
    path("add/", changes.AddWebhook.as_view(), name="add"),
    path("one/<str:name>/", views.OneWebhook.as_view(), name="one"),
    path("one/<str:name>/captured/", views.Captured.as_view(), name="captured"),
    path("one/<str:name>/secret/", changes.NewSecret.as_view(), name="secret"),
    path("one/<str:name>/publish/", changes.PublishMapping.as_view(), name="publish"),
    path("one/<str:name>/drop/", changes.DropDraft.as_view(), name="drop"),
    path("one/<str:name>/versions/<int:version>/", views.OneVersion.as_view(), name="version"),
]
