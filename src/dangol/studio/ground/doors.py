"""The rooms' ground as the web process opens it: one database, one log, one lake."""

from functools import cache

from django.conf import settings

from dangol.engines.database import Database, open_database
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.memory.lake.api import LakeFolder, open_lake


@cache
def database() -> Database:
    """Return the operational database of this deployment; each thread has its own connection."""
    return open_database(settings.DATA.database_url)


@cache
def log() -> EventLog:
    """Return the event log of this deployment."""
    return open_log(settings.DATA.path)


@cache
def lake() -> LakeFolder:
    """Return the lake of this deployment: what the log no longer holds."""
    return open_lake(settings.DATA.path)
