"""Stays that an older Dangol wrote stand in the table of today after an upgrade."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dangol.config import data_folder
from tests.postgres import Cluster

SCRIPT = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection

call_command("migrate", "profiles", "0002", verbosity=0, interactive=False)
with connection.cursor() as cursor:
    for row in [
        (7, "onggi", 0, "discover", "", 100, 200, False),
        (7, "onggi", 1, "buy", "discover", 200, 880, False),
        (9, "onggi", 0, "discover", "", 150, 999, False),
        (9, "maru", 0, "ask", "", 160, 999, True),
    ]:
        cursor.execute(
            "INSERT INTO profiles_stage"
            " (customer, brand, place, stage, came_from, since, until, lapse)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", row)
    cursor.execute(
        "INSERT INTO profiles_profile (customer, facts, stays) VALUES (7, %s, %s)", [b"f", b"s"])
call_command("migrate", "profiles", verbosity=0, interactive=False)
with connection.cursor() as cursor:
    cursor.execute("SELECT brand, stage, until, since, customer, came_from FROM profiles_stay")
    print(sorted(cursor.fetchall()))
    cursor.execute("SELECT customer FROM profiles_profile")
    print(cursor.fetchall())
    print("profiles_stage" in connection.introspection.table_names())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own, since what other tests share must not be laid anew under them."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "dangol.db")
        yield ""
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    name = cluster.create_database(template="template_dangol")
    yield cluster.url(name)
    cluster.drop_database(name)


def test_stays_of_an_older_table_are_kept(address: str, tmp_path: Path) -> None:
    data_folder.make(data_folder.at_path(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={
            **os.environ,
            "DANGOL_DATA": str(tmp_path),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    stays, profiles, has_old = done.stdout.splitlines()
    assert stays == str(
        [
            ("maru", "ask", 999, 160, 9, ""),
            ("onggi", "buy", 880, 200, 7, "discover"),
            ("onggi", "discover", 200, 100, 7, ""),
            ("onggi", "discover", 999, 150, 9, ""),
        ]
    )
    assert (profiles, has_old) == ("[(7,)]", "False")
