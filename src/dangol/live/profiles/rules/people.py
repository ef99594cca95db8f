"""What a person is called, and by which text found, from the sources that a viewer may see."""

from collections.abc import Iterable, Sequence

import msgspec

from dangol.kernel.text import fold as fold_text
from dangol.live.profiles.rules.facts import SourceFacts, Trait, join_traits

NAMELESS = frozenset(("anonymous_id", "device_id"))
"""Identifiers of a browser or a thing; all others are a person's."""
_NAMELESS_KEYS = tuple(f"{kind}:" for kind in sorted(NAMELESS))
LONGEST_LABEL = 100
LONGEST_SEARCH = 2000
_WHOLE_NAMES = ("name", "fullName", "full_name")
_FIRST_NAMES = ("firstName", "first_name")
_LAST_NAMES = ("lastName", "last_name")
_RANKS = {"email": 0, "phone": 1, "user_id": 2}
_LAST_RANK = len(_RANKS)

_read = msgspec.json.Decoder().decode


def name_person(sources: Iterable[SourceFacts]) -> tuple[str, str]:
    """Return what to call a person, and one more word to tell people of one name apart.

    The label is the name, else e-mail, phone, user id or another identifier of a person; it is
    empty for a visitor of whom nothing of that is known. The hint is the best of the others.
    """
    heard = list(sources)
    known = [value for _, value in _identifiers(heard)]
    name = _name(heard)
    words = [name, *known] if name else known
    label, hint, *_ = [*words, "", ""]
    return label[:LONGEST_LABEL], hint[:LONGEST_LABEL]


def search_text(sources: Iterable[SourceFacts]) -> str:
    """Return the folded text by which a person is found: name and identifiers, one a line."""
    heard = list(sources)
    words = [_name(heard), *[value for _, value in _identifiers(heard)], *_nameless(heard)]
    return fold_text("\n".join(words).replace("\0", ""))[:LONGEST_SEARCH]


def search_words(text: str) -> tuple[str, str]:
    """Return what to look for: the text as folded, and as a telephone number where it can be one.

    Numbers are known in their international form, so punctuation and leading zeros are left out.
    The second is empty where the text can be no number.

    >>> search_words("010-2345-6789"), search_words("Mina")
    (('010-2345-6789', '1023456789'), ('mina', ''))
    """
    wanted = fold_text(text.strip().replace("\0", ""))
    digits = "".join(c for c in wanted if c not in "+-(). ")
    is_number = len(digits) >= 4 and digits.isascii() and digits.isdigit()
    return wanted, digits.lstrip("0") if is_number else ""


def is_known(sources: Iterable[SourceFacts]) -> bool:
    """Tell whether a person's identifier was heard, not only a browser's or a thing's."""
    for heard in sources:
        for key in heard.identifiers:
            if not key.startswith(_NAMELESS_KEYS):
                return True
    return False


def _identifiers(sources: Iterable[SourceFacts]) -> list[tuple[str, str]]:
    """Return a person's identifiers, the best types first, in a type the latest heard first."""
    latest: dict[str, int] = {}
    for source in sources:
        for key, (_, last) in source.identifiers.items():
            if not key.startswith(_NAMELESS_KEYS):
                latest[key] = max(last, latest.get(key, last))
    found = [
        (_RANKS.get(kind, _LAST_RANK), -last, kind, value)
        for key, last in latest.items()
        for kind, _, value in [key.partition(":")]
    ]
    return [(kind, value) for _, _, kind, value in sorted(found)]


def _nameless(sources: Iterable[SourceFacts]) -> list[str]:
    return [
        key.partition(":")[2]
        for source in sources
        for key in source.identifiers
        if key.startswith(_NAMELESS_KEYS)
    ]


def _name(sources: Iterable[SourceFacts]) -> str:
    traits = join_traits([source.traits for source in sources])
    if not traits:
        return ""
    whole = _words(traits, _WHOLE_NAMES)
    if whole:
        return whole
    first, last = _words(traits, _FIRST_NAMES), _words(traits, _LAST_NAMES)
    if any("가" <= letter <= "힣" for letter in first + last):
        return last + first
    return f"{first} {last}".strip()


def _words(traits: dict[str, Trait], names: Sequence[str]) -> str:
    for name in names:
        value = _read(traits[name].json) if name in traits else None
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""
