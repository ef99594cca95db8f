"""What IT may set about identity: order of trust, limits, values that name nobody."""

from collections.abc import Mapping

import msgspec

OTHERS = "*"
"""Stands for every type that is not named: external ids of the house's own systems."""

PRIORITY = ("user_id", "email", "phone", "loyalty_id", OTHERS, "device_id", "anonymous_id")

LIMITS = {
    "user_id": 1,
    "email": 5,
    "phone": 5,
    "loyalty_id": 5,
    "order_id": 10_000,  # an order is one customer's, and a regular has many
    OTHERS: 20,
    "device_id": 20,
    "anonymous_id": 100,
}

BLOCKED_WORDS = frozenset(
    {
        "-1",
        "(none)",
        "(null)",
        "[object object]",
        "<null>",
        "anonymous",
        "false",
        "guest",
        "n/a",
        "nan",
        "nil",
        "none",
        "null",
        "true",
        "undefined",
        "unknown",
    }
)

BLOCKED_MAILBOXES = BLOCKED_WORDS | {"no-reply", "noreply", "donotreply", "do-not-reply"}

ZEROS = r"[0\-. ]*"  # 0, 0000-0000, the identifier of a phone that forbids tracking
MERGE_FIELD = r"\{\{.*\}\}|\$\{.*\}|%.*%|\*\|.*\|\*"  # which nobody filled in
BLOCKED_SHAPES = f"{ZEROS}|{MERGE_FIELD}"

BLOCKED_PHONES = r".*(\d)\1{6,}"  # what people type who do not want to say


class IdentityRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force.

    ``priority`` orders types from the most to the least trusted; ``limits`` is how many identifiers
    of a type one customer may have; both speak of unnamed types as ``*``. ``country`` (ISO 3166)
    reads phone numbers written without a country code. Blocked words are compared case folded;
    shapes and phones are regular expressions for the whole value.
    """

    country: str = "KR"
    priority: tuple[str, ...] = PRIORITY
    limits: Mapping[str, int] = msgspec.field(default_factory=lambda: dict(LIMITS))
    blocked_words: frozenset[str] = BLOCKED_WORDS
    blocked_mailboxes: frozenset[str] = BLOCKED_MAILBOXES
    blocked_shapes: str = BLOCKED_SHAPES
    blocked_phones: str = BLOCKED_PHONES

    def __post_init__(self) -> None:
        if OTHERS not in self.priority or OTHERS not in self.limits:
            raise ValueError("priority and limits must say what holds for all other types (*)")
        if min(self.limits.values()) < 1:
            raise ValueError("a limit is at least 1: a type that is never believed is not listed")

    def limit(self, kind: str) -> int:
        """Return how many identifiers of a type one customer may have."""
        return self.limits.get(kind, self.limits[OTHERS])

    def rank(self, kind: str) -> int:
        """Return a type's place in the order of trust; 0 is trusted most."""
        return self.priority.index(kind if kind in self.priority else OTHERS)


DEFAULT_RULES = IdentityRules()
