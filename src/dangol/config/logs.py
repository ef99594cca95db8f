"""What the processes report: JSON lines in the data folder, warnings also on the terminal."""

from pathlib import Path
from typing import Any

LARGEST = 10 * 1024 * 1024
KEPT = 3


def log_settings(role: str, folder: Path) -> dict[str, Any]:
    """Return the settings of Python's logging for one role.

    Bodies, identifiers and keys are never logged; those who log pass codes, counts and names.

    Args:
        role: gives the file its name, ``logs/ROLE.log``.
        folder: where the file is.
    """
    import structlog  # settings are read by processes that never log

    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.stdlib.ExtraAdder(),
                    stamp,
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            },
            "plain": {"format": f"{role}: %(message)s"},
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
        "root": {"level": "INFO", "handlers": ["file", "terminal"]},
    }
