"""Tables are laid in the order of their keys, with what they hold and the indexes beside them."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

STEP = """
import sys
import django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}}
)
django.setup()
from django.db import connection
from dangol.engines.database import cluster
with connection.schema_editor(atomic=True) as editor:
    cluster("visit")(None, editor)
"""
TABLE = 'CREATE TABLE "visit" ("who" bigint, "at" bigint, "what" text, PRIMARY KEY ("who", "at"))'
INDEX = 'CREATE INDEX "visit_what" ON "visit" ("what")'
ROWS = [(2, 5, "b"), (1, 9, "a"), (1, 7, "c")]


def test_a_table_keeps_its_rows_and_indexes_and_loses_its_index_of_keys(tmp_path: Path) -> None:
    file = tmp_path / "some.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute(TABLE)
        connection.execute(INDEX)
        connection.executemany("INSERT INTO visit VALUES (?, ?, ?)", ROWS)
        connection.commit()
    subprocess.run([sys.executable, "-c", STEP, str(file)], check=True)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT * FROM visit ORDER BY who, at").fetchall() == sorted(ROWS)
        parts = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    assert dict(parts) == {"visit": f"{TABLE} WITHOUT ROWID", "visit_what": INDEX}
