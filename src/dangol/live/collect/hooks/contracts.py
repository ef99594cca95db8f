"""What a mapping of deliveries consists of."""

from typing import Any

import msgspec

from dangol.kernel.errors import Unauthorised
from dangol.live.collect.files.contracts import Reference, TimeReference

Steps = tuple[str, ...]
"""A path taken apart: ``customer.email`` as ``("customer", "email")``."""


class Taken(msgspec.Struct, frozen=True):
    """A value taken from the first of some paths that says something.

    ``reading`` tells how it is read, as a cell of a file is; its column is the path. ``currency``
    is set where the value counts the smallest unit of the currency at that path. ``minus`` is taken
    off first. ``absolute`` drops a minus sign. ``empty`` are values that say nothing.
    """

    paths: tuple[Steps, ...]
    reading: Reference
    currency: Steps = ()
    minus: Steps = ()
    absolute: bool = False
    empty: tuple[str, ...] = ()


class Moment(msgspec.Struct, frozen=True):
    """A time taken from the first of some paths that says something."""

    paths: tuple[Steps, ...]
    reading: TimeReference


class Joined(msgspec.Struct, frozen=True):
    """Texts put together; nothing where one of them is missing."""

    parts: tuple["Template", ...]


class Each(msgspec.Struct, frozen=True):
    """A list made of a list: one entry for each member, which goes by ``name`` in paths."""

    over: Steps
    name: str
    make: "Template"


Template = Taken | Moment | Joined | Each | dict[str, "Template"] | list["Template"] | Any
"""A document whose leaves are constants or say where a value is; the last stands for constants."""


class Condition(msgspec.Struct, frozen=True):
    """One test of a value: ``is``, ``is_not``, ``in``, ``exists`` or ``gt``."""

    value: Taken
    test: str
    against: Any


class AnyOf(msgspec.Struct, frozen=True):
    """Holds where one of its conditions does."""

    conditions: tuple["Condition | AnyOf | Not", ...]


class Not(msgspec.Struct, frozen=True):
    """Holds where its condition does not."""

    condition: "Condition | AnyOf | Not"


Test = Condition | AnyOf | Not


class EventTemplate(msgspec.Struct, frozen=True):
    """One event that a delivery becomes, or one for each member of a list.

    Where ``each`` is set, the member goes by ``name`` in all paths. Without ``when`` it always is.
    """

    fields: dict[str, Template]
    when: tuple[Test, ...] = ()
    each: Steps = ()
    name: str = "item"


class HookMapping(msgspec.Struct, frozen=True):
    """How deliveries become events: of some topics, or of all where none is named.

    ``version`` counts the shipped text's changes of meaning.
    """

    events: tuple[EventTemplate, ...]
    topics: tuple[str, ...] = ()
    version: int = 1

    def takes(self, topic: str) -> bool:
        """Tell whether it speaks of a topic."""
        return not self.topics or topic in self.topics


DELIVERY = "delivery"
"""The call of a delivery that was refused; its text is that of ``keep_delivery``."""


class Delivery(msgspec.Struct, frozen=True):
    """One delivery: what about, its id at the provider, its body as it came.

    ``idle`` tells that it only tries the way: a ping, or a test with made-up customers.
    """

    topic: str
    id: str
    body: bytes
    idle: bool = False


class Trial(msgspec.Struct, frozen=True):
    """What a mapping makes of a delivery: calls as they would be heard, or where it does not fit.

    ``faults`` are sentences by path.
    """

    calls: list[dict[str, Any]]
    faults: dict[str, str]


class SignatureRefused(Unauthorised):
    """A delivery is not signed by who knows the secret."""
