"""Messages in English and Korean, from one catalogue, without Django.

The rooms below the Studio must not import Django, yet their sentences reach people through the
command line and the HTTP interface. They use the same compiled catalogue as the Studio does.
"""

import gettext
import os
import re
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ko")
LOCALE_FOLDER = Path(__file__).parent.parent / "locale"

_QUOTED = re.compile("“([^”]*)”")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE_FOLDER, [language], fallback=True)


def translate(sentence: str, language: str) -> str:
    """Return a sentence in a language, or the English sentence where it has no translation.

    What a sentence quotes, as in “properties.total”, is no part of its key: the log keeps sentences
    in English and filled in, and each reader has them in their own language.
    """
    if not sentence or language == "en":
        return sentence
    told = _catalogue(language).gettext(sentence)
    quoted = _QUOTED.search(sentence) if told == sentence else None
    if quoted is None:
        return told
    key = _QUOTED.sub("“{place}”", sentence, count=1)
    return _catalogue(language).gettext(key).replace("{place}", quoted[1])


def preferred_language(
    environment: os._Environ[str] | dict[str, str] = os.environ,
) -> str:
    """Return a terminal's language: ``DANGOL_LANGUAGE``, else the POSIX locale, else English."""
    for name in ("DANGOL_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"
