"""The addresses of the pages of files."""

from django.urls import path

from dangol.studio.imports import changes, views, wizard

app_name = "studio_imports"
urlpatterns = [
    path("", views.FileList.as_view(), name="index"),
    path("add/", wizard.BringFile.as_view(), name="add"),
    path("<str:id>/", views.OneImport.as_view(), name="one"),
    path("<str:id>/columns/", wizard.SayColumns.as_view(), name="columns"),
    path("<str:id>/preview/", wizard.Preview.as_view(), name="preview"),
    path("<str:id>/progress/", views.Progress.as_view(), name="progress"),
    path("<str:id>/refused.csv", views.RefusedRows.as_view(), name="refused"),
    path("<str:id>/mapping.yaml", views.MappingFile.as_view(), name="mapping"),
    path("<str:id>/stop/", changes.StopImport.as_view(), name="stop"),
    path("<str:id>/again/", changes.ContinueImport.as_view(), name="again"),
    path("<str:id>/discard/", changes.DiscardImport.as_view(), name="discard"),
]
