"""Schemathesis on the OpenAPI description that a running house serves: both tell the same."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dangol.live.collect.api import EVENT_TYPES
from tests.drawing import TIMES, draw
from tests.server import Server
from tests.telling import tell

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CASES = 5
LONG_PATHS = {"/v1/batch", *(f"/v1/{event_type}" for event_type in EVENT_TYPES)}
"""Of the paths that take events, those that the others are short for."""


@pytest.mark.timeout(1800)
def test_what_a_house_answers_is_what_it_describes(house: Server) -> None:
    house.send({"type": "identify", "userId": "u-1", "traits": {"email": "u@example.org"}})
    answered: Counter[int] = Counter()
    for operation, mode in _operations(house):
        _try(operation, mode, house, answered)
    assert answered.keys() >= {200, 400, 401, 404}
    tell("requests drawn from the description", answered.total(), answered)
    assert house.get("/healthz") == (200, {"status": "ok"})


def _operations(house: Server) -> Iterator[tuple[Any, GenerationMode]]:
    """Return what to try: as described, and where a body can be otherwise, that too."""
    schema = schemathesis.openapi.from_url(f"{house.url}/api/openapi.json")
    for found in schema.get_all_operations():
        operation = found.ok()
        takes_events = operation.method == "post" and "{" not in operation.path
        if takes_events and TIMES == 1 and operation.path not in LONG_PATHS:
            continue
        yield operation, GenerationMode.POSITIVE
        if operation.method == "post":
            yield operation, GenerationMode.NEGATIVE


def _try(operation: Any, mode: GenerationMode, house: Server, answered: Counter[int]) -> None:
    key = house.write_key if operation.method == "post" else house.api_key
    headers = {"Authorization": f"Bearer {key}"}

    @draw(CASES, *HealthCheck)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        response = case.call(headers=headers, timeout=30)
        answered[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    ask()
