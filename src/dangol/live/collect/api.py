"""The door of collect: what a request says, and whose it is; what a file or a delivery says.

What reads files, plans and deliveries is loaded only when it is asked for, so that the edge starts
sooner.
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
    from dangol.live.collect.hooks.contracts import Delivery, HookMapping, SignatureRefused, Trial
    from dangol.live.collect.hooks.deliveries import is_ping, read_delivery
    from dangol.live.collect.hooks.hearing import hear_delivery, try_out
    from dangol.live.collect.hooks.mapping import check_hook_mapping
    from dangol.live.collect.hooks.shipping import shipped_mappings, shipped_texts
    from dangol.live.collect.hooks.signatures import check_signature
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
    "Delivery",
    "FileUnreadable",
    "Form",
    "HashKeys",
    "HookMapping",
    "Mapping",
    "MappingInvalid",
    "MappingUnfit",
    "Names",
    "RefusedRow",
    "RowGroup",
    "Shield",
    "SignatureRefused",
    "Trial",
    "body_too_large",
    "check_hook_mapping",
    "check_mapping",
    "check_plan",
    "check_signature",
    "compile_plan",
    "draft_plan",
    "find_write_key",
    "hear",
    "hear_delivery",
    "is_ping",
    "open_body",
    "parse_hash_keys",
    "read_delivery",
    "read_rows",
    "reject_whole",
    "shipped_mappings",
    "shipped_texts",
    "try_out",
]

_PLACES = {
    "check_mapping": "files.mapping",
    "read_rows": "files.reading",
    **dict.fromkeys(("check_plan", "compile_plan"), "rules.plans.compiling"),
    "draft_plan": "drafting",
    **dict.fromkeys(("Delivery", "HookMapping", "SignatureRefused", "Trial"), "hooks.contracts"),
    **dict.fromkeys(("is_ping", "read_delivery"), "hooks.deliveries"),
    **dict.fromkeys(("hear_delivery", "try_out"), "hooks.hearing"),
    "check_hook_mapping": "hooks.mapping",
    **dict.fromkeys(("shipped_mappings", "shipped_texts"), "hooks.shipping"),
    "check_signature": "hooks.signatures",
}


def __getattr__(name: str) -> Any:  # a module's way to load late (PEP 562)
    if name not in __all__:
        raise AttributeError(name)
    place = _PLACES.get(name, "files.contracts")
    return getattr(import_module(f"dangol.live.collect.{place}"), name)
