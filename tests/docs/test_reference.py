"""The reference names what is there: every command, every setting."""

import re

import pytest

from dangol.edge.openapi import openapi
from dangol.live.identity.rules.policy import DEFAULT_RULES, OTHERS
from dangol.registry.access.roles import ROLES
from tools.command_reference import PAGE, command_names, with_commands
from tools.house import PACKAGE, ROOT

SETTINGS = ROOT / "docs" / "reference" / "settings.md"
CONTRACT = (
    "init",
    "up",
    "demo",
    "sources add",
    "sources list",
    "keys add",
    "import",
    "customer show",
    "doctor",
    "bench",
)
TOLD_AS_ONE = {f"/v1/{short}" for short in "tipsgab"} | {
    f"/api/s/{side}{word}"
    for side in ("", "s2s/")
    for word in ("track", "identify", "page", "screen", "group", "alias", "batch")
}
VARIABLE = re.compile(r"[\"'](DANGOL_[A-Z_]+|DATABASE_URL)[\"']")
TOLD = re.compile(r"^\| `(DANGOL_[A-Z_]+|DATABASE_URL)` \|", re.MULTILINE)


def test_the_command_reference_is_what_the_commands_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_commands(page) == page, "run `make reference`"


@pytest.mark.parametrize("name", CONTRACT)
def test_a_promised_command_is_there(name: str) -> None:
    assert f"dangol {name}" in command_names()


def test_every_setting_that_the_code_reads_is_told_and_every_told_one_is_read() -> None:
    read = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    told = set(TOLD.findall(SETTINGS.read_text(encoding="utf-8")))
    assert read == told


def test_the_limits_of_identifiers_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "explanation" / "identity.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (?:`(\w+)`|others[^|]*) \| (\d+) \|$", page, re.MULTILINE)
    rules = DEFAULT_RULES
    assert told == [
        ("" if kind == OTHERS else kind, str(rules.limit(kind))) for kind in rules.priority
    ]


def test_every_address_of_the_http_interface_is_told() -> None:
    page = (ROOT / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    spoken = re.sub(r"<\w+>|\{…\}|\{type\}:\{value\}|\{id\}", "{}", page)
    untold = [
        path
        for path in openapi()["paths"]
        if path not in TOLD_AS_ONE and re.sub(r"\{\w+\}", "{}", path) not in spoken
    ]
    assert untold == []


def test_every_role_is_told_with_what_it_may_see_and_change() -> None:
    page = (ROOT / "docs" / "reference" / "roles.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (\w+) \| (.+) \|$", page, re.MULTILINE))
    for role, rights in ROLES.items():
        says = told[role]
        assert ("customers" in says) == ("view_customers" in rights), role
        assert ("with their personal data" in says) == ("view_personal" in rights), role
        assert ("live events" in says) == ("view_live_events" in rights), role
        assert ("rules of the lifecycle" in says) == ("change_lifecycle" in rights), role
        assert ("brands and walls" in says) == ("manage_brands" in rights), role
        assert bool(re.search(r"\bsources\b", says)) == ("view_sources" in rights), role
    assert told.keys() == {"role", *ROLES}
