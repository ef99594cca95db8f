"""The door of collect: what a request says, and whose it is; what a file or a delivery says.

What reads files, plans and deliveries is loaded only when it is asked for, so that the edge starts
sooner.
"""

from typing import TYPE_CHECKING

from dangol.kernel.late import load_late
from dangol.live.collect.rules.body import body_too_large, open_body
from dangol.live.collect.rules.calls import COLLECTION_PATHS, EVENT_TYPES, Call
from dangol.live.collect.rules.hearing import hear, reject_whole
from dangol.live.collect.rules.keys import find_write_key
from dangol.live.collect.rules.limiting import QUOTA_USED, RATE_LIMITED, Allowance
from dangol.live.collect.rules.naming import MOST_NAMES, REMEMBERED_DAYS, Names
from dangol.live.collect.rules.personal.masking import HashKeys, parse_hash_keys
from dangol.live.collect.rules.refusals import refuse_by
from dangol.live.collect.rules.shielding import OPEN, Shield
from dangol.live.collect.rules.swift import COMPILED

if TYPE_CHECKING:
    from dangol.live.collect.drafting import draft_plan
    from dangol.live.collect.files.contracts import (
        FileUnreadable,
        Form,
        Glance,
        Mapping,
        MappingInvalid,
        MappingUnfit,
        ReadingWish,
        RefusedRow,
        RowGroup,
        TriedRow,
    )
    from dangol.live.collect.files.glancing import glance
    from dangol.live.collect.files.mapping import ENCODINGS, check_mapping
    from dangol.live.collect.files.reading import read_rows
    from dangol.live.collect.files.trying import try_rows
    from dangol.live.collect.guessing.choosing import check_choices, guess, repeats_orders
    from dangol.live.collect.guessing.contracts import (
        FITTING,
        ROW_KINDS,
        Choices,
        Meaning,
        RowKind,
    )
    from dangol.live.collect.guessing.documents import write_mapping
    from dangol.live.collect.hooks.contracts import (
        DELIVERY,
        Delivery,
        HookMapping,
        SignatureRefused,
        Trial,
    )
    from dangol.live.collect.hooks.deliveries import is_ping, kept_delivery, read_delivery
    from dangol.live.collect.hooks.hearing import hear_delivery, try_out
    from dangol.live.collect.hooks.mapping import check_hook_mapping
    from dangol.live.collect.hooks.shipping import shipped_mappings, shipped_texts
    from dangol.live.collect.hooks.signatures import check_signature
    from dangol.live.collect.rules.plans.compiling import check_plan, compile_plan

__all__ = [
    "COLLECTION_PATHS",
    "COMPILED",
    "DELIVERY",
    "ENCODINGS",
    "EVENT_TYPES",
    "FITTING",
    "MOST_NAMES",
    "OPEN",
    "QUOTA_USED",
    "RATE_LIMITED",
    "REMEMBERED_DAYS",
    "ROW_KINDS",
    "Allowance",
    "Call",
    "Choices",
    "Delivery",
    "FileUnreadable",
    "Form",
    "Glance",
    "HashKeys",
    "HookMapping",
    "Mapping",
    "MappingInvalid",
    "MappingUnfit",
    "Meaning",
    "Names",
    "ReadingWish",
    "RefusedRow",
    "RowGroup",
    "RowKind",
    "Shield",
    "SignatureRefused",
    "Trial",
    "TriedRow",
    "body_too_large",
    "check_choices",
    "check_hook_mapping",
    "check_mapping",
    "check_plan",
    "check_signature",
    "compile_plan",
    "draft_plan",
    "find_write_key",
    "glance",
    "guess",
    "hear",
    "hear_delivery",
    "is_ping",
    "kept_delivery",
    "open_body",
    "parse_hash_keys",
    "read_delivery",
    "read_rows",
    "refuse_by",
    "reject_whole",
    "repeats_orders",
    "shipped_mappings",
    "shipped_texts",
    "try_out",
    "try_rows",
    "write_mapping",
]

__getattr__ = load_late(
    "dangol.live.collect",
    {
        "drafting": ("draft_plan",),
        "files.contracts": (
            "FileUnreadable",
            "Form",
            "Glance",
            "Mapping",
            "MappingInvalid",
            "MappingUnfit",
            "ReadingWish",
            "RefusedRow",
            "RowGroup",
            "TriedRow",
        ),
        "files.glancing": ("glance",),
        "files.mapping": ("ENCODINGS", "check_mapping"),
        "files.reading": ("read_rows",),
        "files.trying": ("try_rows",),
        "guessing.choosing": ("check_choices", "guess", "repeats_orders"),
        "guessing.contracts": ("FITTING", "ROW_KINDS", "Choices", "Meaning", "RowKind"),
        "guessing.documents": ("write_mapping",),
        "hooks.contracts": ("DELIVERY", "Delivery", "HookMapping", "SignatureRefused", "Trial"),
        "hooks.deliveries": ("is_ping", "kept_delivery", "read_delivery"),
        "hooks.hearing": ("hear_delivery", "try_out"),
        "hooks.mapping": ("check_hook_mapping",),
        "hooks.shipping": ("shipped_mappings", "shipped_texts"),
        "hooks.signatures": ("check_signature",),
        "rules.plans.compiling": ("check_plan", "compile_plan"),
    },
)
