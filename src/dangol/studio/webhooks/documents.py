"""A webhook's mapping as its page needs it: in force, drafted, earlier versions."""

from functools import cache
from pathlib import Path

import msgspec

from dangol.engines.database import Database
from dangol.live.collect.api import (
    HookMapping,
    MappingInvalid,
    check_hook_mapping,
    shipped_mappings,
)
from dangol.registry.definitions.api import find_draft, find_published, list_versions
from dangol.registry.definitions.contracts import Document
from dangol.registry.sources.contracts import Source
from dangol.registry.webhooks.contracts import MAPPING_KIND, Provider

_STARTER = Path(__file__).parent / "starter.yaml"


class Mappings(msgspec.Struct, frozen=True):
    """What people wrote of one webhook's mapping."""

    published: Document | None
    draft: Document | None

    @property
    def text(self) -> str:
        """What the editor opens with: the draft, else what is in force, else nothing."""
        newest = self.draft or self.published
        return newest.text if newest else ""

    @property
    def seen(self) -> int:
        """The instant of the draft that the editor opens with; 0 without a draft."""
        return self.draft.changed if self.draft else 0


def mappings_of(db: Database, source: Source) -> Mappings:
    """Return what people wrote for a source."""
    key = (MAPPING_KIND, source.brand, source.name)
    return Mappings(find_published(db, *key), find_draft(db, *key))


def versions_of(db: Database, source: Source) -> list[Document]:
    """Return the published versions, newest first."""
    return list_versions(db, MAPPING_KIND, source.brand, source.name)


def find_mapping(written: Mappings, provider: Provider, topic: str) -> HookMapping | None:
    """Return the mapping by which a topic would be read, the draft's before what is in force."""
    own = (check_hook_mapping(written.text),) if written.text else ()
    return next((one for one in (*own, *shipped_mappings(provider)) if one.takes(topic)), None)


def check_own(provider: Provider, mapping: HookMapping) -> None:
    """Refuse a mapping that would silence those that ship: without topics it takes all of them.

    Raises:
        MappingInvalid: it names no topic, and some are mapped already.
    """
    if shipped_mappings(provider) and not mapping.topics:
        raise MappingInvalid(
            "mapping_invalid",
            "The mapping cannot be used as it is written. Correct the fields named, then try "
            "again.",
            fields={"topics": "Name the topics that it takes: the others stay mapped as they are."},
        )


@cache
def starter(provider: Provider) -> str:
    """Return the text that an editor without a mapping begins with."""
    text = _STARTER.read_text(encoding="utf-8")
    topics = "version: 1\ntopics: [name.of.a.topic]\n"
    return text.replace("version: 1\n", topics, 1) if shipped_mappings(provider) else text
