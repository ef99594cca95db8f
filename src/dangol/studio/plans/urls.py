"""The addresses of the plans' pages, below those of sources."""

from django.urls import path

from dangol.studio.plans import changes, views, violations

app_name = "studio_plans"
urlpatterns = [
    path("violations/", violations.Violations.as_view(), name="index"),
    path("violations/<int:offset>/", violations.Example.as_view(), name="example"),
    path("one/<str:name>/plan/", views.EditPlan.as_view(), name="edit"),
    path("one/<str:name>/plan/try/", views.TryPlan.as_view(), name="try"),
    path("one/<str:name>/plan/publish/", changes.PublishPlan.as_view(), name="publish"),
    path("one/<str:name>/plan/drop/", changes.DropDraft.as_view(), name="drop"),
    path("one/<str:name>/plan/infer/", changes.InferPlan.as_view(), name="infer"),
    path("one/<str:name>/plan/versions/<int:version>/", views.OneVersion.as_view(), name="version"),
]
