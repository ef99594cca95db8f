"""What the processes report: JSON lines in the data folder, warnings also on the terminal.

Bodies, identifiers and keys are never logged; those who log pass codes, counts and names.
"""

import json
import logging
import logging.config
import os
from pathlib import Path
from typing import Any

from dangol.kernel.clock import format_time

LARGEST = 10 * 1024 * 1024
KEPT = 3
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how bad, who says it, what, and what was passed as extra."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = {
            "timestamp": format_time(int(record.created * 1_000_000)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _STANDARD},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def start_logging(role: str) -> None:
    """Let this process report into the data folder that the environment names."""
    logging.config.dictConfig(log_settings(role, Path(os.environ["DANGOL_DATA"]) / "logs"))


def join_structlog() -> None:
    """Let what is said through structlog go the way of all other reports."""
    import structlog  # costs a tenth of a second; only processes that use it anyway call this

    structlog.configure(
        processors=[structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


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
        "formatters": {
            "json": {"()": JsonLines},
            "plain": {"format": f"{role}: %(levelname)s %(name)s: %(message)s"},
        },
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
