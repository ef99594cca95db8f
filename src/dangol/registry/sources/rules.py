"""Pure rules of sources: names, touchpoints, write keys."""

import re
import secrets
from typing import get_args

import msgspec

from dangol.kernel.errors import Unusable
from dangol.kernel.event import Touchpoint
from dangol.registry.sources.contracts import Limits

TOUCHPOINTS: tuple[Touchpoint, ...] = get_args(Touchpoint)
PUBLIC_PREFIX = "wk_"
SECRET_PREFIX = "sk_"  # noqa: S105, the beginning of every secret key, no secret itself
LARGEST_LIMIT = 1_000_000_000
_LIMIT_FAULT = "Give a whole number from 1 to 1,000,000,000."
_NAME = re.compile(r"\w[\w .-]{0,98}\w|\w")


def is_name(name: str) -> bool:
    """Tell whether a source can be called so."""
    return _NAME.fullmatch(name) is not None


def check_source(name: str, touchpoint: str) -> None:
    """Refuse a name that cannot stand in every event for ever, or an unknown touchpoint."""
    if not is_name(name):
        raise Unusable(
            "source_name_unusable",
            "Name the source with 1 to 100 letters, digits, spaces, dots, hyphens or underscores.",
        )
    if touchpoint not in TOUCHPOINTS:
        raise Unusable(
            "touchpoint_unknown",
            "{touchpoint} is no touchpoint. Choose one of {touchpoints}.",
            touchpoint=touchpoint,
            touchpoints=", ".join(TOUCHPOINTS),
        )


def check_limits(limits: Limits) -> None:
    """Refuse limits that no source can live with."""
    faults = {
        name: _LIMIT_FAULT
        for name, most in zip(
            limits.__struct_fields__, msgspec.structs.astuple(limits), strict=True
        )
        if most is not None and not 1 <= most <= LARGEST_LIMIT
    }
    if faults:
        raise Unusable(
            "limit_unusable",
            "A limit must be a whole number from 1 to 1,000,000,000. Silence the source to let "
            "nothing in.",
            fields=faults,
        )


def is_proven(touchpoint: Touchpoint, *, secret: bool) -> bool:
    """Tell whether a source speaks for a server and not for anybody's browser."""
    return secret or touchpoint == "server"


def new_write_key(*, secret: bool) -> str:
    """Return a fresh write key; the public kind may stand in a page, the secret kind never."""
    return (SECRET_PREFIX if secret else PUBLIC_PREFIX) + secrets.token_urlsafe(24)
