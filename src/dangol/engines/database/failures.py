"""What a failure of the database means, told without the values that its message may quote."""

from dangol.kernel.errors import DangolError, Unavailable

_DRIVERS = frozenset({"sqlite3", "psycopg", "django"})
_IN_THE_DATA = frozenset({"DataError", "IntegrityError"})
_LIMIT_EXCEEDED = "54"
"""Class of SQLSTATE: a value is longer than what can be indexed. psycopg calls it operational."""


def is_database_failure(failure: BaseException) -> bool:
    """Tell whether a database's driver, or Django for it, speaks."""
    return "Error" in _kinds(failure)


def is_outage(failure: BaseException) -> bool:
    """Tell whether the same can succeed later: what failed is the machine or the database's state.

    Only a failure that is in the data itself, or in our code, fails every time.
    """
    if isinstance(failure, OSError | MemoryError | Unavailable):
        return True
    kinds = _kinds(failure)
    if "Error" not in kinds or kinds & _IN_THE_DATA:
        return False
    state = _state(failure)
    if "ProgrammingError" in kinds:
        return bool(state)  # tables are missing, rights too; without a state it never left us
    return not state.startswith(_LIMIT_EXCEEDED)


def failure_name(failure: BaseException) -> str:
    """Return a failure's type and its code, such as ``UniqueViolation 23505``."""
    code = failure.code if isinstance(failure, DangolError) else _state(failure)
    return f"{type(failure).__name__} {code}".rstrip()


def _kinds(failure: BaseException) -> frozenset[str]:
    """Return the kinds of PEP 249 that a driver's failure is of; no driver need be imported."""
    lineage = type(failure).__mro__
    return frozenset(k.__name__ for k in lineage if k.__module__.partition(".")[0] in _DRIVERS)


def _state(failure: BaseException) -> str:
    """Return PostgreSQL's SQLSTATE or SQLite's name of the error, also from behind Django's."""
    for told in (failure, failure.__cause__):
        state = getattr(told, "sqlstate", None) or getattr(told, "sqlite_errorname", None)
        if state:
            return str(state)
    return ""
