"""Which claims are believed: normalised, not blocked, the most trusted first."""

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from dangol.kernel.event import Identifier
from dangol.live.identity.rules.claims import Claim
from dangol.live.identity.rules.keys import identifier_key
from dangol.live.identity.rules.normalising import normalise, normalise_type
from dangol.live.identity.rules.policy import IdentityRules


class Belief(msgspec.Struct, frozen=True, gc=False):
    """What is believed of one event: identifiers by falling trust, with their keys and names.

    ``names`` are ``type:value``, which is what keys are outside walled brands. ``blocked`` are
    well-formed claims that name nobody, with their keys.
    """

    identifiers: tuple[Identifier, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    blocked: tuple[tuple[Identifier, str], ...] = ()


def believe(realm: str, claims: Iterable[Claim], rules: IdentityRules) -> Belief:
    """Return what is believed of an event's claims; malformed ones are passed over."""
    believed: list[Identifier] = []
    blocked: list[Identifier] = []
    for kind, value in claims:
        identifier = normalise_claim(kind, value, rules.country)
        if identifier is None:
            continue
        known = blocked if is_blocked(identifier, rules) else believed
        if identifier not in known:
            known.append(identifier)
    believed.sort(key=lambda found: (rules.rank(found.type), found))
    keys = tuple([identifier_key(realm, identifier) for identifier in believed])
    return Belief(
        tuple(believed),
        keys,
        tuple([identifier_key("", identifier) for identifier in believed]) if realm else keys,
        tuple([(identifier, identifier_key(realm, identifier)) for identifier in sorted(blocked)]),
    )


def normalise_claim(kind: str, value: str, country: str) -> Identifier | None:
    """Return a claim as an identifier in comparable form, or None where it is malformed."""
    known = normalise_type(kind)
    normal = known and normalise(known, value, country)
    return Identifier(known, normal) if known and normal else None


def is_blocked(identifier: Identifier, rules: IdentityRules) -> bool:
    """Return whether a value names nobody: a placeholder, a merge field, a made-up number."""
    value = identifier.value.casefold()
    if value in rules.blocked_words:
        return True
    if identifier.type == "email":
        return value.partition("@")[0] in rules.blocked_mailboxes
    if identifier.type == "phone":
        return _shape(rules.blocked_phones).fullmatch(value) is not None
    return _shape(rules.blocked_shapes).fullmatch(value) is not None


@lru_cache(maxsize=16)
def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
