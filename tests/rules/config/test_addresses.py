"""Addresses: how they are written, which are refused, and that our own is asked directly."""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dangol.config.addresses import AddressUnusable, base_url, check_address, is_ready, keep_port


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104, only compared
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("house.example", "http://house.example:8000"),
    ],
)
def test_an_address_can_be_typed_into_a_browser(host: str, url: str) -> None:
    assert base_url(host, 8000) == url


def test_a_host_too_long_to_be_one_is_refused_with_a_sentence() -> None:
    with pytest.raises(AddressUnusable) as caught:
        check_address("a" * 70, 8000)
    assert caught.value.code == "address_unusable"


def test_readiness_is_asked_past_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert is_ready(base_url("127.0.0.1", server.server_address[1]))
    assert not is_ready(base_url("127.0.0.1", server.server_address[1]))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems share ports otherwise")
def test_a_kept_port_is_ours_alone_before_and_after_somebody_listens() -> None:
    port, kept = keep_port()
    with kept:
        for _ in range(2):
            with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
                stranger.bind(("127.0.0.1", port))
            with socket.socket() as ours:
                ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                ours.bind(("127.0.0.1", port))
                ours.listen(1)
                socket.create_connection(("127.0.0.1", port)).close()
