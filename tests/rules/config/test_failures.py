"""What commands say of a failing database: a sentence, and nobody's data."""

import sqlite3

import psycopg
import pytest

from dangol.config.cli.failures import database_reason, database_sentence


@pytest.mark.parametrize(
    ("failure", "sentence", "reason"),
    [
        (sqlite3.OperationalError("database or disk is full"), "The database refused", "full"),
        (psycopg.errors.DiskFull("could not extend\nHINT: x"), "The database refused", "extend"),
        (psycopg.errors.UndefinedTable('"x" is not there'), "The tables", "x"),
        (sqlite3.OperationalError("no such table: x"), "The tables", "table: x"),
        (psycopg.errors.UniqueViolation("mina"), "The database refused", "UniqueViolation 23505"),
        (psycopg.DataError("mina"), "The database refused", "DataError"),
    ],
)
def test_a_failure_of_any_driver_is_told(failure: Exception, sentence: str, reason: str) -> None:
    said = database_sentence(failure).format(reason=database_reason(failure))
    assert said.startswith(sentence)
    assert reason in said
    assert "mina" not in said
    assert "HINT" not in said
