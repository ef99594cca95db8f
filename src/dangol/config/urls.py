"""What the web process serves behind the edge: the Studio, and the language switch."""

from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.urls import localized_js_catalog
from wagtail.admin.views.home import sprite

from dangol.config.language import choose_language
from dangol.studio.people.account import own_account
from dangol.studio.people.signing_in import SignIn

# Wagtail forbids to keep them, so that each page of the Studio asked for 73 KB anew. The address of
# the sprite changes with what it holds; the catalogue is another for another language's cookie.
_kept = cache_control(private=True, max_age=7 * 24 * 3600)
_kept_shortly = cache_control(private=True, max_age=600)

urlpatterns = [
    path("", RedirectView.as_view(url="/studio/"), name="home"),
    path("language/", choose_language, name="choose_language"),
    path("studio/sprite/", _kept(sprite)),
    path("studio/jsi18n/", _kept_shortly(localized_js_catalog)),
    path("studio/account/", own_account),  # before Wagtail's own pages of these addresses
    path("studio/login/", SignIn.as_view()),
    path("studio/", include(wagtailadmin_urls)),
]
