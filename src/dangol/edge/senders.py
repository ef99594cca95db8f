"""Who sends: the source behind a write key."""

from dangol.edge.keyring import Keyring
from dangol.kernel.errors import Unauthorised, Unknown
from dangol.registry.sources.contracts import Source


async def get_source(keyring: Keyring, key: str | None) -> Source:
    """Return the enabled source of a write key.

    Raises:
        Unauthorised: there is no key, or no source has it.
        Unknown: the source is disabled.
    """
    if not key:
        raise Unauthorised(
            "write_key_missing",
            "The request has no write key. Send it as Basic user name, as Bearer, in X-Write-Key, "
            "or as writeKey in the body or the query.",
        )
    source = await keyring.source_of(key)
    if source is None:
        raise Unauthorised(
            "write_key_unknown", "No source has this write key. Copy the key from the source again."
        )
    check_enabled(source)
    return source


def check_enabled(source: Source) -> None:
    """Refuse a source that was silenced.

    Raises:
        Unknown: it is disabled.
    """
    if not source.enabled:
        raise Unknown(
            "source_disabled",
            "The source {source} is disabled. Enable it first.",
            source=source.name,
        )
