import base64

from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment


def test_analytics_js_learns_its_key_and_where_to_send(
    client: EdgeClient, deployment: Deployment
) -> None:
    key = deployment.keys["onggi"]
    answer = client.get(f"/v1/projects/{key}/settings", {"origin": "https://shop.example.com"})
    segment = answer.json["integrations"]["Segment.io"]
    assert (segment["apiKey"], segment["apiHost"]) == (key, "shop.example.org/v1")
    assert segment["protocol"] == "http"
    assert answer.headers["access-control-allow-origin"] == "https://shop.example.com"


def test_rudderstacks_sdk_finds_its_source(client: EdgeClient, deployment: Deployment) -> None:
    key = deployment.keys["onggi"]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    for path, headers in (
        ("/sourceConfig/?p=npm&v=3", {"authorization": f"Basic {basic}"}),
        (f"/sourceConfig?writeKey={key}", {}),
    ):
        source = client.get(path, headers).json["source"]
        assert (source["writeKey"], source["enabled"], source["destinations"]) == (key, True, [])


def test_an_unknown_key_gets_no_settings(client: EdgeClient) -> None:
    assert client.get("/v1/projects/wk_nobody/settings").status == 401
    assert client.get("/sourceConfig/?writeKey=wk_nobody").status == 401
    assert client.get("/sourceConfig/").status == 401


def test_a_browser_may_ask_before_it_fetches_settings(client: EdgeClient) -> None:
    asked = {"origin": "https://x.kr", "access-control-request-headers": "authorization"}
    answer = client.ask("OPTIONS", "/sourceConfig/?writeKey=x", headers=asked)
    assert answer.headers["access-control-allow-headers"] == "authorization"
