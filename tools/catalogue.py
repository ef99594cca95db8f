"""The Korean catalogue: kept complete, compiled, checked.

``python -m tools.catalogue`` brings ``django.po`` up to date with the code and with the strings
that Wagtail's own catalogue leaves in English, then compiles it. New texts wait there with an empty
translation; ``--check`` fails while any does, or while the compiled file is not of this text.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import wagtail
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.house import PACKAGE
from tools.sentences import find_keys

PO = PACKAGE / "locale" / "ko" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
MessageId = str | tuple[str, ...] | list[str]
BORROWED = ("admin", "users")
"""Parts of Wagtail that our people meet."""

_PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_HEADER = "# Korean texts of Dangol, and of Wagtail where its own catalogue has none.\n"


def main() -> int:
    """Update, or check with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        faults = find_faults()
        print("\n".join(faults) or "The catalogue is complete.")
        return 1 if faults else 0
    catalogue = gather(read_catalogue())
    PO.write_bytes(_as_po(catalogue))
    MO.write_bytes(as_mo(catalogue))
    waiting = [message for message in catalogue if message.id and not _told(message)]
    print(f"{len(catalogue)} texts, {len(waiting)} without translation, in {PO}")
    return 0


def read_catalogue() -> Catalog:
    """Return the catalogue as it stands on disk."""
    if not PO.exists():
        return Catalog("ko", domain="django")
    return read_po(io.BytesIO(PO.read_bytes()), "ko", "django")


def gather(known: Catalog) -> Catalog:
    """Return a catalogue of every text that people read, with the translations that are known."""
    catalogue = Catalog("ko", domain="django", fuzzy=False, header_comment=_HEADER)
    catalogue.mime_headers = [
        ("Language", "ko"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    ]
    for key, places in sorted(
        find_keys(PACKAGE).items(), key=lambda item: (item[1][0], str(item[0]))
    ):
        _add(catalogue, known, key, None, places)
    for message in sorted(lacking_in_wagtail(), key=lambda m: (m.locations[0][0], str(m.id))):
        place = f"wagtail/{message.locations[0][0]}"
        if catalogue.get(message.id, message.context) is None:
            _add(catalogue, known, message.id, message.context, [place])
    return catalogue


def lacking_in_wagtail() -> Iterator[Message]:
    """Return the texts of Wagtail's admin that its Korean catalogue leaves in English."""
    for part in BORROWED:
        folder = Path(wagtail.__file__).parent / part / "locale"
        english, korean = (
            read_po(io.BytesIO((folder / code / "LC_MESSAGES" / "django.po").read_bytes()), code)
            for code in ("en", "ko")
        )
        for message in english:
            there = korean.get(message.id, message.context) if message.id else None
            if message.id and (there is None or there.fuzzy or not _told(there)):
                yield message


def find_faults() -> list[str]:
    """Return what is wrong with the catalogue on disk, a sentence each."""
    known = read_catalogue()
    gathered = gather(known)
    faults = [f"No translation: {message.id!r}" for message in gathered if not _told(message)]
    faults += [
        f"Other places than the English text: {message.id!r}"
        for message in gathered
        if _told(message) and not _same_places(message)
    ]
    unused = {(m.context, str(m.id)) for m in known} - {(m.context, str(m.id)) for m in gathered}
    faults += [f"Nobody reads this any more: {text}" for _, text in sorted(unused, key=str)]
    if not MO.exists() or MO.read_bytes() != as_mo(known):
        faults.append("The compiled catalogue is another. Run: python -m tools.catalogue")
    return faults


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue as the running program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _as_po(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=96, include_lineno=False)
    return out.getvalue()


def _add(
    catalogue: Catalog, known: Catalog, key: MessageId, context: str | None, places: list[str]
) -> None:
    told = known.get(key, context)
    text = told.string if told is not None and _told(told) else ""
    catalogue.add(key, text, [(place, 1) for place in places], context=context)


def _texts(message: Message) -> list[str]:
    """Return the translation's texts, one for each plural form; empty without translation."""
    told = message.string
    return [told] if isinstance(told, str) else list(told or ())


def _told(message: Message) -> bool:
    return bool(_texts(message)) and all(_texts(message))


def _same_places(message: Message) -> bool:
    """Tell whether nothing is filled in that the English text does not have, and nothing lost."""
    english = message.id if isinstance(message.id, str) else message.id[-1]
    return set(_PLACES.findall(english)) == set(_PLACES.findall(_texts(message)[0]))


if __name__ == "__main__":
    sys.exit(main())
