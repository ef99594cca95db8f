import re

from dangol.live.collect.api import COLLECTION_PATHS
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment


def test_every_path_of_the_contract_is_described(client: EdgeClient) -> None:
    paths = set(client.get("/api/openapi.json").json["paths"])
    assert set(COLLECTION_PATHS) <= paths
    assert {
        "/v1/customers/{customer}",
        "/v1/customers/{customer}/events",
        "/v1/lifecycle",
        "/v1/webhooks/{source}",
        "/v1/live",
        "/v1/projects/{write_key}/settings",
        "/sourceConfig",
        "/healthz",
        "/readyz",
        "/metrics",
    } <= paths


def test_what_is_described_is_there(client: EdgeClient) -> None:
    for path, methods in client.get("/api/openapi.json").json["paths"].items():
        for method in methods:
            found = client.ask(method.upper(), re.sub(r"\{\w+\}", "user_id:x", path))
            assert found.status != 405, path
            assert b'"path_unknown"' not in found.body, path


def test_every_example_is_accepted(client: EdgeClient, deployment: Deployment) -> None:
    for path, methods in client.get("/api/openapi.json").json["paths"].items():
        if "post" in methods and path in COLLECTION_PATHS:
            example = methods["post"]["requestBody"]["content"]["application/json"]["example"]
            answer = client.send(path, example, deployment.keys["server"])
            assert answer.body == b'{"success":true}', path


def test_every_reference_in_the_document_leads_somewhere(client: EdgeClient) -> None:
    answer = client.get("/api/openapi.json")
    schemas = answer.json["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", answer.text))
    assert references
    assert references <= set(schemas)


def test_the_page_needs_nothing_from_elsewhere(client: EdgeClient) -> None:
    page = client.get("/api/docs", {"host": "127.0.0.1:8000"})
    assert page.status == 200
    assert "<script" not in page.text
    assert set(re.findall(r"https?://[^/\s<&']+", page.text)) == {"http://127.0.0.1:8000"}
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_forged_host_is_only_text(client: EdgeClient) -> None:
    page = client.get("/api/docs", {"host": "<b>'; rm -rf"})
    assert "<b>" not in page.text
    assert "rm -rf" not in page.text
