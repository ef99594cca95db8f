"""Signing in, and going on to where somebody wanted to be."""

from wagtail.admin.views.account import LoginView


class SignIn(LoginView):
    """Wagtail's page, which takes a place that is no address for the name of a page, and fails."""

    def get_redirect_url(self) -> str:
        """Return where to go on within the Studio, empty where that is not told as a path."""
        told = str(super().get_redirect_url())
        return told if told.startswith("/") else ""
