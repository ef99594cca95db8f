"""What flags say, in the reader's words."""

from collections.abc import Iterable

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kernel.event import Flag

KIND_NAMES: dict[str, str | Promise] = {
    "event": _("event not planned"),
    "missing": _("missing"),
    "unplanned": _("not planned"),
    "type": _("another type"),
    "value": _("another value"),
    "shape": _("another form"),
    "card": _("card number"),
    "resident": _("resident number"),
    "password": _("password"),
    "more": _("further violations"),
}
DONE_NAMES: dict[str, str | Promise] = {
    "observed": _("counted only"),
    "flagged": _("flagged"),
    "omitted": _("left out"),
    "blocked": _("refused"),
    "masked": _("hidden"),
}
DONE_LOOKS = {
    "observed": "info",
    "flagged": "waiting",
    "omitted": "waiting",
    "blocked": "attention",
    "masked": "good",
}


class Saying(msgspec.Struct, frozen=True):
    """One flag as a page shows it: where, what is amiss, what was done, in which look."""

    path: str
    kind: str
    done: str
    look: str


def say_flags(flags: Iterable[Flag]) -> list[Saying]:
    """Return flags as a page shows them."""
    return [say_flag(flag.path, flag.kind, flag.done) for flag in flags]


def say_flag(path: str, kind: str, done: str) -> Saying:
    """Return one flag as a page shows it."""
    return Saying(
        path,
        str(KIND_NAMES.get(kind, kind)),
        str(DONE_NAMES.get(done, done)),
        DONE_LOOKS.get(done, "info"),
    )
