"""One base for everything that goes wrong in a way a person can act on."""

from collections.abc import Mapping

from dangol.kernel.words import translate


class DangolError(Exception):
    """A failure told as a sentence: what happened, to which thing, what to do next.

    Args:
        code: stable machine word in snake_case, part of the contract.
        sentence: English text with ``{placeholders}``; it is also the key of its translation.
        fields: faults by the path of the field, where an input has several.
        values: what fills the placeholders; never personal data, never a secret.
    """

    status = 400
    retry_seconds = 2
    """After how long it is worth trying again, where trying again can help."""

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        fields: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.fields = dict(fields or {})
        self.values = values

    def say(self, language: str = "en") -> str:
        """Return the sentence in a language (``en`` or ``ko``)."""
        return translate(self.sentence, language).format(**self.values)

    def __str__(self) -> str:
        return self.say()


class Unusable(DangolError):
    """The input is wrong; trying again unchanged cannot help."""

    status = 400


class Unauthorised(DangolError):
    """No key, or one that is not known."""

    status = 401


class Forbidden(DangolError):
    """Known, but without the right to do this."""

    status = 403


class Unknown(DangolError):
    """The thing asked for is not there, or not for this asker."""

    status = 404


class TooLarge(DangolError):
    """More than the limit; the sentence names the limit."""

    status = 413


class TooMany(DangolError):
    """More at a time than is allowed; nothing was kept, and the sentence says when it opens again.

    Args:
        code: which limit was met.
        sentence: what happened and when it opens again.
        retry_seconds: when that is, in whole seconds from now.
        values: what fills the placeholders.
    """

    status = 429

    def __init__(self, code: str, sentence: str, *, retry_seconds: int, **values: object) -> None:
        super().__init__(code, sentence, fields=None, **values)
        self.retry_seconds = retry_seconds


class Unavailable(DangolError):
    """Cannot be done now; nothing was kept, trying again later can help."""

    status = 503
