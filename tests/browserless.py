"""A signed-in visitor without a browser: enough to time pages and save forms."""

import http.cookiejar
import re
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
        self.submit("/studio/login/", {"username": name, "password": password})

    def open(self, path: str) -> str:
        """Return a page's HTML."""
        with self._opener.open(self.url + path, timeout=60) as answer:
            return str(answer.read().decode())

    def submit(self, path: str, fields: dict[str, str], token: str = "") -> str:
        """Fill in the form of a page, send it and return the page that follows."""
        if not token:
            found = TOKEN.search(self.open(path))
            token = found[1] if found else ""
        form = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(
            self.url + path, data=form, headers={"Referer": self.url + path}
        )
        with self._opener.open(request, timeout=60) as answer:
            return str(answer.read().decode())
