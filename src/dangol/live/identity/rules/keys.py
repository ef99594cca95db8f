"""An identifier as one text: its key, unique across types and realms."""

from dangol.kernel.event import Identifier


def identifier_key(realm: str, identifier: Identifier) -> str:
    """Return the key of a normalised identifier; a walled brand's keys begin with its slug.

    >>> identifier_key("", Identifier("email", "mina@example.org"))
    'email:mina@example.org'
    >>> identifier_key("maru", Identifier("user_id", "7"))
    'maru/user_id:7'
    """
    name = f"{identifier.type}:{identifier.value}"
    return f"{realm}/{name}" if realm else name


def type_of_key(key: str) -> str:
    """Return the identifier's type.

    >>> type_of_key("maru/user_id:a/b:c")
    'user_id'
    """
    return key.partition(":")[0].rpartition("/")[2]
