"""The door of collect: what a request says, and whose it is; what a file says.

What reads files is loaded only when it is asked for: the edge never does, and starts sooner.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dangol.live.collect.rules.body import body_too_large, open_body
from dangol.live.collect.rules.calls import COLLECTION_PATHS, Call
from dangol.live.collect.rules.hearing import hear, reject_whole
from dangol.live.collect.rules.keys import find_write_key
from dangol.live.collect.rules.limiting import QUOTA_USED, RATE_LIMITED, Allowance
from dangol.live.collect.rules.naming import MOST_NAMES, REMEMBERED_DAYS, Names

if TYPE_CHECKING:
    from dangol.live.collect.files.contracts import (
        FileUnreadable,
        Form,
        Mapping,
        MappingInvalid,
        MappingUnfit,
        RefusedRow,
        RowGroup,
    )
    from dangol.live.collect.files.mapping import check_mapping
    from dangol.live.collect.files.reading import read_rows

__all__ = [
    "COLLECTION_PATHS",
    "MOST_NAMES",
    "QUOTA_USED",
    "RATE_LIMITED",
    "REMEMBERED_DAYS",
    "Allowance",
    "Call",
    "FileUnreadable",
    "Form",
    "Mapping",
    "MappingInvalid",
    "MappingUnfit",
    "Names",
    "RefusedRow",
    "RowGroup",
    "body_too_large",
    "check_mapping",
    "find_write_key",
    "hear",
    "open_body",
    "read_rows",
    "reject_whole",
]

_OF_FILES = {"check_mapping": "mapping", "read_rows": "reading"}


def __getattr__(name: str) -> Any:  # a module's way to load late (PEP 562)
    if name not in __all__:
        raise AttributeError(name)
    return getattr(
        import_module(f"dangol.live.collect.files.{_OF_FILES.get(name, 'contracts')}"), name
    )
