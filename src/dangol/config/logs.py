"""What the processes report: JSON lines in the data folder, warnings also on the terminal.

No line holds personal data. Those of us who log pass codes, counts and names; what libraries fill
into their messages, what they pass along, and what failures say may be anybody's, and stays out.
"""

import json
import logging
import logging.config
import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from dangol.engines.database import failure_name
from dangol.kernel.clock import format_time
from dangol.kernel.errors import DangolError

LARGEST = 10 * 1024 * 1024
KEPT = 3
EXTRAS = ("cause", "code", "error", "how", "offsets", "pid", "role", "route", "seconds", "signals")
"""What may be passed along with a report: names, codes and counts."""
EXTRAS_OF_OTHERS = ("status_code",)
LONGEST_CHAIN = 8

_log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how bad, who says it, what, and extras that are allowed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = {
            "timestamp": format_time(int(record.created * 1_000_000)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **{
                name: getattr(record, name)
                for name in (*EXTRAS, *EXTRAS_OF_OTHERS)
                if hasattr(record, name)
            },
        }
        if record.exc_info:
            line["exception"] = _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


class PlainLines(logging.Formatter):
    """One line for whoever watches the terminal, and where it failed."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        text = f"{self._role}: {record.levelname} {record.name}: {_event(record)}"
        return f"{text}\n{_where(record.exc_info[1])}" if record.exc_info else text


def start_logging(role: str) -> None:
    """Let this process report into the data folder that the environment names."""
    logging.config.dictConfig(log_settings(role, Path(os.environ["DANGOL_DATA"]) / "logs"))
    sys.excepthook = _report_end
    threading.excepthook = lambda end: _report_end(end.exc_type, end.exc_value, end.exc_traceback)


def log_settings(role: str, folder: Path, *, on_terminal: bool = True) -> dict[str, Any]:
    """Return the settings of Python's logging for one role.

    Args:
        role: gives the file its name, ``logs/ROLE.log``.
        folder: where the file is.
        on_terminal: whether warnings are also written to the error stream.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}, "plain": {"()": PlainLines, "role": role}},
        "handlers": {
            "file": {
                "class": "logging.handlers.RotatingFileHandler",
                "filename": str(folder / f"{role}.log"),
                "maxBytes": LARGEST,
                "backupCount": KEPT,
                "formatter": "json",
                "delay": True,
            },
            "terminal": {
                "class": "logging.StreamHandler",
                "level": "WARNING",
                "formatter": "plain",
            },
        },
        "root": {"level": "INFO", "handlers": ["file", "terminal"] if on_terminal else ["file"]},
    }


def _event(record: logging.LogRecord) -> str:
    """Return what is said; of others' messages only the first line, with nothing filled in."""
    if record.name.partition(".")[0] == "dangol":
        return record.getMessage()
    return str(record.msg).partition("\n")[0]


def _where(failure: BaseException | None) -> str:
    """Return where a failure and its causes came from, with their names and without their words."""
    parts: list[str] = []
    while failure is not None and len(parts) < LONGEST_CHAIN:
        frames = "".join(traceback.format_tb(failure.__traceback__))
        parts.append(f"{frames}{failure_name(failure)}")
        told_context = None if failure.__suppress_context__ else failure.__context__
        failure = failure.__cause__ or told_context
    return "\n\n".join(reversed(parts))


def _report_end(
    kind: type[BaseException], failure: BaseException | None, trace: TracebackType | None
) -> None:
    """Report what ended a process or a thread, since Python itself would print what it says.

    Of failures only our own speak in sentences that hold nothing personal.
    """
    ended = failure or kind()
    name = failure_name(ended)
    words = str(ended) if isinstance(ended, DangolError) else f"It ended by {name}."
    _log.critical(words, extra={"error": name}, exc_info=(kind, ended, trace))
