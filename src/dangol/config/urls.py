"""What the web process serves behind the edge: the Studio, and the language switch."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from dangol.config.language import choose_language
from dangol.studio.people.account import own_account

urlpatterns = [
    path("", RedirectView.as_view(url="/studio/"), name="home"),
    path("language/", choose_language, name="choose_language"),
    path("studio/account/", own_account),  # before Wagtail's own page of that address
    path("studio/", include(wagtailadmin_urls)),
]
