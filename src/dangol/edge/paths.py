"""What stands in a path: identifiers percent-encoded, read from the raw path alone.

Decoded paths would take ``%2F`` inside an identifier for a separator.
"""

from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from dangol.kernel.errors import Unusable
from dangol.kernel.ids import customer_number

CUSTOMERS = b"/v1/customers/"
WEBHOOKS = b"/v1/webhooks/"
SOURCES, ACTIVITY = b"/v1/sources/", b"/activity"


class CustomerPath(NamedTuple):
    """A path below ``/v1/customers/``: who, and what of them (``""`` or ``events``)."""

    who: str
    part: str

    @property
    def number(self) -> int | None:
        """The customer's number, where the path names a public id."""
        return None if ":" in self.who else customer_number(self.who)

    @property
    def identifier(self) -> tuple[str, str]:
        """The identifier's type and value, where the path names one."""
        id_type, _, value = self.who.partition(":")
        return id_type, value


def read_customer_path(path: bytes) -> CustomerPath:
    """Return what a path below ``/v1/customers/`` names.

    Raises:
        Unusable: it is not percent-encoded UTF-8.

    >>> read_customer_path(b"/v1/customers/email:a%2Bb%40x.org/events")
    CustomerPath(who='email:a+b@x.org', part='events')
    """
    who, _, part = path.removeprefix(CUSTOMERS).partition(b"/")
    try:
        named = unquote_to_bytes(who).decode()
    except UnicodeDecodeError as error:
        raise Unusable(
            "path_unreadable",
            "The identifier in the path is not UTF-8. Percent-encode its UTF-8 bytes.",
        ) from error
    if not named or "\0" in named:
        raise Unusable(
            "path_unreadable",
            "The path names no customer. Write /v1/customers/type:value, percent-encoded.",
        )
    return CustomerPath(named, part.rstrip(b"/").decode("latin-1"))


def read_webhook_path(path: bytes) -> str:
    """Return the source that a path below ``/v1/webhooks/`` names.

    >>> read_webhook_path(b"/v1/webhooks/onggi%20shop/")
    'onggi shop'
    """
    name = path.removeprefix(WEBHOOKS).removesuffix(b"/")
    return unquote_to_bytes(name).decode("utf-8", "replace")
