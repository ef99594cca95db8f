"""Tables are laid anew by their keys, with what they hold and the indexes beside them."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

STEP = """
import sys
import django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}}
)
django.setup()
from django.db import connection
from dangol.engines import database
with connection.schema_editor(atomic=True) as editor:
    getattr(database, sys.argv[2])("visit")(None, editor)
"""
INDEX = 'CREATE INDEX "visit_what" ON "visit" ("what")'
ROWS = [(3, 5, "b"), (1, 9, "a"), (2, 7, "c")]


TWO_KEYS = '("who" bigint, "at" bigint, "what" text, PRIMARY KEY ("who", "at"))'
ONE_KEY = '("who" {} NOT NULL PRIMARY KEY, "at" bigint, "what" text)'


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("cluster", TWO_KEYS, f"{TWO_KEYS} WITHOUT ROWID"),
        ("number_rows", ONE_KEY.format("bigint"), ONE_KEY.format("integer")),
    ],
)
def test_a_table_keeps_its_rows_and_indexes_and_loses_its_index_of_keys(
    tmp_path: Path, step: str, before: str, after: str
) -> None:
    file = tmp_path / "some.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute(f'CREATE TABLE "visit" {before}')
        connection.execute(INDEX)
        connection.executemany("INSERT INTO visit VALUES (?, ?, ?)", ROWS)
        connection.commit()
    subprocess.run([sys.executable, "-c", STEP, str(file), step], check=True)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT * FROM visit ORDER BY who, at").fetchall() == sorted(ROWS)
        parts = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    assert dict(parts) == {"visit": f'CREATE TABLE "visit" {after}', "visit_what": INDEX}
