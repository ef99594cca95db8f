"""The door of collect: what a request says, and whose it is; what a file says."""

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
from dangol.live.collect.rules.body import body_too_large, open_body
from dangol.live.collect.rules.calls import COLLECTION_PATHS, Call
from dangol.live.collect.rules.hearing import hear, reject_whole
from dangol.live.collect.rules.keys import find_write_key

__all__ = [
    "COLLECTION_PATHS",
    "Call",
    "FileUnreadable",
    "Form",
    "Mapping",
    "MappingInvalid",
    "MappingUnfit",
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
