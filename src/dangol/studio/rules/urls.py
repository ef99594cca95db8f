"""The addresses of the rules' pages."""

from django.urls import path

from dangol.studio.rules import publishing, views

app_name = "studio_rules"
urlpatterns = [
    path("", views.RulesList.as_view(), name="index"),
    path("<slug:slug>/", views.EditRules.as_view(), name="edit"),
    path("<slug:slug>/preview/", views.Preview.as_view(), name="preview"),
    path("<slug:slug>/state/", views.RulesState.as_view(), name="state"),
    path("<slug:slug>/publish/", publishing.PublishRules.as_view(), name="publish"),
    path("<slug:slug>/drop/", publishing.DropDraft.as_view(), name="drop"),
    path("<slug:slug>/versions/<int:version>/", views.OneVersion.as_view(), name="version"),
]
