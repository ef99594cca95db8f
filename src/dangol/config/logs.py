"""What the processes report: JSON lines in the data folder, warnings also on the terminal."""

import logging.config
import os
from pathlib import Path
from typing import Any

import structlog

LARGEST = 10 * 1024 * 1024
KEPT = 3


_FACTS: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def start_logging(role: str) -> None:
    """Let this process report into the data folder that the environment names."""
    apply(log_settings(role, Path(os.environ["DANGOL_DATA"]) / "logs"))


def apply(settings: dict[str, Any]) -> None:
    """Let Python's logging and structlog report as the settings say; Django calls this too."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[*_FACTS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def log_settings(role: str, folder: Path, *, on_terminal: bool = True) -> dict[str, Any]:
    """Return the settings of Python's logging for one role.

    Bodies, identifiers and keys are never logged; those who log pass codes, counts and names.

    Args:
        role: gives the file its name, ``logs/ROLE.log``.
        folder: where the file is.
        on_terminal: whether warnings are also written to the error stream.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_FACTS, structlog.stdlib.ExtraAdder()],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            },
            "plain": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _FACTS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.KeyValueRenderer(key_order=["level", "logger", "event"]),
                ],
            },
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
