"""A shop's page of its own origin, on which an SDK for browsers runs as its makers tell."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

LOAD = {
    "segment-browser": (
        "@segment/analytics-next/dist/umd/index.js",
        """window.sdk = AnalyticsNext.AnalyticsBrowser.load(
             {{ writeKey: '{key}', cdnURL: '{host}' }},
             {{ integrations: {{
               'Segment.io': {{ apiHost: '{address}/v1', protocol: 'http' }}
             }} }})""",
    ),
    "rudder-browser": (
        "@rudderstack/analytics-js/dist/npm/legacy/bundled/umd/index.js",
        """window.sdk = new rudderanalytics.RudderAnalytics()
           sdk.load('{key}', '{host}', {{ configUrl: '{host}' }})""",
    ),
}
"""By SDK, its file for pages without a bundler, and how a page loads it."""
PAGE = """<!doctype html><html lang="en"><title>Shop</title>
<script src="/{file}"></script><script>{load}</script></html>"""


@contextmanager
def open_site(modules: Path) -> Iterator[str]:
    """Serve the SDKs' files and a page on a port of loopback; give the site's address."""
    handler = functools.partial(_Files, directory=str(modules))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def write_page(modules: Path, sdk: str, host: str, key: str) -> str:
    """Write the page of an SDK beside the files; return its path."""
    file, load = LOAD[sdk]
    filled = load.format(key=key, host=host, address=urlsplit(host).netloc)
    (modules / f"{sdk}.html").write_text(PAGE.format(file=file, load=filled))
    return f"/{sdk}.html"


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
