"""The addresses of the brands' pages."""

from django.urls import path

from dangol.studio.brands import views

app_name = "studio_brands"
urlpatterns = [
    path("", views.BrandList.as_view(), name="index"),
    path("add/", views.AddBrand.as_view(), name="add"),
    path("<slug:slug>/wall/", views.SetWall.as_view(), name="wall"),
]
