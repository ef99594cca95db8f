"""The process that commits for the trip, made slow."""

import time

import pytest

from dangol.engines.database import Database, write_behind


def slow_down(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let each commit of that process begin so much later."""
    commit = write_behind._commit

    def commit_slowly(database: Database, body: bytes) -> tuple[float, str]:
        time.sleep(seconds)
        return commit(database, body)

    monkeypatch.setattr(write_behind, "_commit", commit_slowly)
