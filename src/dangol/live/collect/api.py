"""The door of collect: what a request says, and whose it is; what a file says.

What reads files and plans is loaded only when it is asked for, so that the edge starts sooner.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dangol.live.collect.rules.body import body_too_large, open_body
from dangol.live.collect.rules.calls import COLLECTION_PATHS, EVENT_TYPES, Call
from dangol.live.collect.rules.hearing import hear, reject_whole
from dangol.live.collect.rules.keys import find_write_key
from dangol.live.collect.rules.limiting import QUOTA_USED, RATE_LIMITED, Allowance
from dangol.live.collect.rules.naming import MOST_NAMES, REMEMBERED_DAYS, Names
from dangol.live.collect.rules.personal.masking import HashKeys, parse_hash_keys
from dangol.live.collect.rules.shielding import OPEN, Shield

if TYPE_CHECKING:
    from dangol.live.collect.drafting import draft_plan
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
    from dangol.live.collect.rules.plans.compiling import check_plan, compile_plan

__all__ = [
    "COLLECTION_PATHS",
    "EVENT_TYPES",
    "MOST_NAMES",
    "OPEN",
    "QUOTA_USED",
    "RATE_LIMITED",
    "REMEMBERED_DAYS",
    "Allowance",
    "Call",
    "FileUnreadable",
    "Form",
    "HashKeys",
    "Mapping",
    "MappingInvalid",
    "MappingUnfit",
    "Names",
    "RefusedRow",
    "RowGroup",
    "Shield",
    "body_too_large",
    "check_mapping",
    "check_plan",
    "compile_plan",
    "draft_plan",
    "find_write_key",
    "hear",
    "open_body",
    "parse_hash_keys",
    "read_rows",
    "reject_whole",
]

_LATE = {
    "check_mapping": "files.mapping",
    "read_rows": "files.reading",
    "check_plan": "rules.plans.compiling",
    "compile_plan": "rules.plans.compiling",
    "draft_plan": "drafting",
}


def __getattr__(name: str) -> Any:  # a module's way to load late (PEP 562)
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"dangol.live.collect.{_LATE.get(name, 'files.contracts')}"), name)
