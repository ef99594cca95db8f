"""A signed-in visitor without a browser: enough to time pages and save forms."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Signs in to the Studio of a server and keeps the session.

    Args:
        url: the server's address.
        name: who signs in.
        password: with which password.
    """

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._once = urllib.request.build_opener(cookies, _Stay())
        self.submit("/studio/login/", {"username": name, "password": password})

    def open(self, path: str) -> str:
        """Return a page's HTML."""
        with self._opener.open(self.url + path, timeout=60) as answer:
            return str(answer.read().decode())

    def submit(self, path: str, fields: dict[str, str]) -> str:
        """Fill in the form of a page, send it and return the page that follows."""
        with self._opener.open(self._form(path, fields, self.find_token(path)), timeout=60) as page:
            return str(page.read().decode())

    def find_token(self, path: str) -> str:
        """Return what a page's form carries to prove that it is ours."""
        found = TOKEN.search(self.open(path))
        return found[1] if found else ""

    def save(self, path: str, fields: dict[str, str], token: str) -> None:
        """Send a form; it must be taken, which leads on to another page, which is not opened."""
        try:
            self._once.open(self._form(path, fields, token), timeout=60)
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                return
            raise
        raise AssertionError(f"the form of {path} was not taken")

    def _form(self, path: str, fields: dict[str, str], token: str) -> urllib.request.Request:
        form = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return urllib.request.Request(
            self.url + path, data=form, headers={"Referer": self.url + path}
        )


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing; the redirection is raised as an answer."""
