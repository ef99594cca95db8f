"""The mappings that ship with Dangol: one document a topic or kind of topic, by provider."""

from functools import cache
from pathlib import Path

from dangol.live.collect.hooks.contracts import HookMapping
from dangol.live.collect.hooks.mapping import check_hook_mapping
from dangol.registry.webhooks.contracts import Provider

_FOLDER = Path(__file__).parent / "shipped"


@cache
def shipped_texts(provider: Provider) -> dict[str, str]:
    """Return the documents of a provider by their names; none for ``generic``."""
    files = sorted((_FOLDER / provider).glob("*.yaml"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@cache
def shipped_mappings(provider: Provider) -> tuple[HookMapping, ...]:
    """Return the mappings of a provider."""
    return tuple(check_hook_mapping(text) for text in shipped_texts(provider).values())
