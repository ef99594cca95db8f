"""What crosses the wall of imports."""

from typing import Any, Literal

import msgspec

from dangol.kernel.errors import Unknown, Unusable
from dangol.kernel.event import Touchpoint
from dangol.kernel.words import translate

State = Literal["draft", "queued", "running", "stopping", "stopped", "failed", "done"]
"""``draft``: somebody still says what its columns mean. ``stopped`` and ``failed`` can go on."""
AT_WORK: tuple[State, ...] = ("queued", "running", "stopping")
CONTINUABLE: tuple[State, ...] = ("stopped", "failed")


class Counts(msgspec.Struct, frozen=True):
    """How far an import is: the share of its file, rows read, and what became of them so far."""

    share: float = 0.0
    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0


class Fault(msgspec.Struct, frozen=True):
    """Why an import failed, as a sentence that can be told in any language."""

    sentence: str
    values: dict[str, Any] = {}
    fields: dict[str, str] = {}

    def say(self, language: str) -> str:
        """Return the sentences."""
        told = [translate(self.sentence, language).format(**self.values)]
        told += [f"{field}: {translate(said, language)}" for field, said in self.fields.items()]
        return " ".join(told)


class Import(msgspec.Struct, frozen=True):
    """One file on its way in.

    ``source`` may be one that is only made when the import begins; ``touchpoint`` is then its.
    ``headers`` names the columns by a hash, by which next month's file is known again; ``wish`` and
    ``choices`` are what somebody said of the file, as JSON, and ``mapping`` the document made of
    it. Instants are µs UTC; ``began`` and ``ended`` are 0 before.
    """

    id: str
    brand: str
    source: str
    touchpoint: Touchpoint
    by: str
    file: str
    size: int
    created: int
    state: State = "draft"
    wish: str = ""
    headers: str = ""
    choices: str = ""
    mapping: str = ""
    counts: Counts = Counts()
    fault: Fault | None = None
    attempts: int = 0
    began: int = 0
    ended: int = 0

    @property
    def at_work(self) -> bool:
        """Whether its rows are being read, or will be next."""
        return self.state in AT_WORK


class ImportUnknown(Unknown):
    """There is no such import, or not for this asker."""


class ImportUnusable(Unusable):
    """The import cannot be changed as asked."""
