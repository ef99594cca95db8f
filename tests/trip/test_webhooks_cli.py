"""``dangol sources webhook`` makes a webhook, shows its address, and never its secret again."""

import json
import subprocess
from pathlib import Path

import pytest

from dangol.config.data_folder import at_path
from dangol.engines.database import open_database
from dangol.registry.sources.api import list_sources
from dangol.registry.webhooks.api import find_secret
from tests.warm import run

SECRET = "shpss_of_this_test"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hooks") / "var"
    assert run("init", "--brand", "Onggi", data=folder).returncode == 0
    return folder


def webhook(data: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run("sources", "webhook", *arguments, data=data, stdin=stdin)


def test_the_address_is_shown_and_the_secret_is_not(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    asked = ("onggi shop", "--provider", "shopify", "--secret-file", str(file))
    done = webhook(data, *asked, "--address", "https://dangol.example.org/", "--json")
    assert json.loads(done.stdout) == {
        "name": "onggi shop",
        "provider": "shopify",
        "url": "https://dangol.example.org/v1/webhooks/onggi%20shop",
        "secret_set": True,
    }
    assert find_secret(data, "onggi shop") == SECRET.encode()
    again = webhook(
        data, "onggi shop", "--provider", "shopify", "--secret-file", "-", stdin="x" * 9
    )
    assert again.returncode == 0
    assert find_secret(data, "onggi shop") == b"x" * 9
    assert SECRET not in done.stdout + done.stderr + again.stdout + again.stderr


def test_a_secret_is_made_for_who_takes_any_and_shown_once(data: Path) -> None:
    first = json.loads(webhook(data, "till", "--provider", "generic", "--json").stdout)
    assert find_secret(data, "till") == first["secret"].encode()
    second = json.loads(webhook(data, "till", "--provider", "generic", "--json").stdout)
    assert "secret" not in second
    assert find_secret(data, "till") == first["secret"].encode()


def test_what_cannot_be_ends_with_a_sentence_and_leaves_nothing(data: Path) -> None:
    for arguments, stdin, said in (
        (("a/b", "--provider", "stripe"), "", "1 to 100 letters"),
        (("pay", "--provider", "stripe", "--secret-file", "-"), "short", "8 to 1000 characters"),
        (("pay", "--provider", "stripe", "--secret-file", "-"), "", "is empty"),
        (("till", "--provider", "stripe"), "", "is of generic"),
    ):
        done = webhook(data, *arguments, stdin=stdin)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
    assert webhook(data, "pay", "--provider", "amazon").returncode == 2
    db = open_database(at_path(data).database_url)
    assert [source.name for source in list_sources(db) if source.name in ("a/b", "pay")] == []
    db.close()
    assert find_secret(data, "pay") is None
