import asyncio
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dangol.edge import proxy
from dangol.edge.config import EdgeConfig
from tests.rooms.edge.asgi import Answered, EdgeClient, scope_of


@dataclass
class Web:
    """A web process that remembers what it was asked."""

    port: int = 0
    path: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> list[str]:
        return [value for found, value in self.headers if found.lower() == name]


@pytest.fixture
def web() -> Iterator[Web]:
    remembered = Web()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            remembered.path = self.path
            remembered.headers = list(self.headers.items())
            remembered.body = self.rfile.read(int(self.headers.get("content-length", 0)))
            path, _, query = self.path.partition("?")
            body = b"" if path == "/moved" else b"page " * 1000
            self.send_response(302 if path == "/moved" else 200)
            self.send_header("Set-Cookie", "a=1")
            self.send_header("Set-Cookie", "b=2")
            self.send_header("Keep-Alive", "timeout=5")
            self.send_header("Location", f"/there{query}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 the library's name

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    remembered.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield remembered
    server.shutdown()
    server.server_close()
    thread.join()


def edge_before(port: int, folder: Path) -> EdgeClient:
    web_url = f"http://127.0.0.1:{port}"
    url = f"sqlite:///{folder / 'x.db'}"
    return EdgeClient(EdgeConfig(folder, url, web_url=web_url, edge_token="ours"))


def test_a_page_passes_through_with_its_raw_path_and_all_cookies(web: Web, tmp_path: Path) -> None:
    with edge_before(web.port, tmp_path) as client:
        answer = client.get("/studio/a%2Fb/?q=%ED%95%9C+x")
    assert web.path == "/studio/a%2Fb/?q=%ED%95%9C+x"
    assert (answer.status, answer.body) == (200, b"page " * 1000)
    assert answer.cookies == ["a=1", "b=2"]
    assert "keep-alive" not in answer.headers


def test_a_long_way_to_elsewhere_passes_through(web: Web, tmp_path: Path) -> None:
    with edge_before(web.port, tmp_path) as client:
        answer = client.get(f"/moved?{'9' * 60_000}")
    assert (answer.status, len(answer.headers["location"])) == (302, len("/there") + 60_000)


def test_a_body_that_breaks_off_is_the_clients_fault(web: Web, tmp_path: Path) -> None:
    answered = Answered()
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": b"a", "more_body": True}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    with edge_before(web.port, tmp_path) as client:
        scope = scope_of("POST", "/studio/login/", {"content-length": "50"})
        client.run(client.edge(scope, receive, answered.take))
    assert (answered.status, answered.json["code"]) == (400, "body_cut_short")


def test_a_body_that_crawls_to_the_studio_is_given_up(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.edge.patience.BODY_SECONDS", 0.05)
    answered = Answered()
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": b"a", "more_body": True}]

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.sleep(10)
        return messages.pop(0)

    with edge_before(web.port, tmp_path) as client:
        scope = scope_of("POST", "/studio/login/", {"content-length": "50"})
        client.run(client.edge(scope, receive, answered.take))
    assert (answered.status, answered.json["code"]) == (503, "body_late")


def test_a_redirect_is_the_clients_to_follow(web: Web, tmp_path: Path) -> None:
    with edge_before(web.port, tmp_path) as client:
        answer = client.get("/moved")
    assert (answer.status, answer.headers["location"]) == (302, "/there")


def test_a_form_is_passed_on_as_it_comes(web: Web, tmp_path: Path) -> None:
    headers = {"content-length": "9", "content-type": "application/x-www-form-urlencoded"}
    with edge_before(web.port, tmp_path) as client:
        assert (
            client.ask("POST", "/studio/", headers=headers, parts=[b"a=1&", b"b=%20"]).status == 200
        )
    assert web.body == b"a=1&b=%20"
    assert web.header("content-type") == ["application/x-www-form-urlencoded"]


def test_where_a_request_came_from_is_told_by_the_edge_alone(web: Web, tmp_path: Path) -> None:
    claimed = {
        "x-forwarded-for": "203.0.113.1",
        "x-forwarded-host": "evil.example.com",
        "x-forwarded-proto": "https",
        "x-real-ip": "203.0.113.1",
        "x-dangol-edge": "guessed",
        "connection": "keep-alive, x-private",
        "x-private": "1",
    }
    with edge_before(web.port, tmp_path) as client:
        client.get("/studio/", claimed)
    assert web.header("host") == ["shop.example.org"]
    assert web.header("x-forwarded-for") == ["192.0.2.7"]
    assert web.header("x-forwarded-host") == ["shop.example.org"]
    assert web.header("x-forwarded-proto") == ["http"]
    assert web.header("x-dangol-edge") == ["ours"]
    assert web.header("x-real-ip") == web.header("x-private") == []


def test_while_web_is_down_people_are_told_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "PATIENCE_SECONDS", 0)
    with edge_before(9, tmp_path) as client:  # the discard port: nobody listens
        page = client.get("/studio/", {"accept": "text/html,*/*"})
        told = client.ask("POST", "/studio/", b"x", {"content-length": "1"})
    assert page.status == told.status == 503
    assert page.headers["retry-after"]
    assert 'lang="en"' in page.text
    assert 'lang="ko"' in page.text
    assert told.json["code"] == "web_starting"


def test_a_web_that_is_just_starting_is_waited_for(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with edge_before(web.port, tmp_path) as client:
        session = client.run(proxy._open_session())
        client.resources.proxy._session = session
        whole = session.request
        refusals = [ConnectionRefusedError(), ConnectionRefusedError()]

        async def request(*asked: Any, **more: Any) -> Any:
            if refusals:
                raise refusals.pop()
            return await whole(*asked, **more)

        monkeypatch.setattr(session, "request", request)
        assert client.get("/studio/").status == 200
    assert refusals == []
