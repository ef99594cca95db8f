"""Whatever a decoder says of a damaged file becomes one sentence, with the row it got to."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from dangol.kernel.errors import DangolError
from dangol.live.collect.files.contracts import FileUnreadable


class Numbered(Protocol):
    """A row or a line that knows its number."""

    @property
    def number(self) -> int: ...


Piece = TypeVar("Piece", bound=Numbered)


def until_damaged(pieces: Iterable[Piece], name: str) -> Iterator[Piece]:
    """Return the rows of a file as they are read.

    Args:
        pieces: rows that a decoder gives.
        name: the file's, without its folder.

    Raises:
        FileUnreadable: the decoder failed.
    """
    reached = 0
    try:
        for piece in pieces:
            reached = piece.number
            yield piece
    except Exception as error:
        check_ours(error)
        raise damaged(name, reached) from error


def check_ours(error: Exception) -> None:
    """Raise an error again that is no decoder's: a sentence of ours, or the system's of its disks.

    Decoders fail in too many ways to list them: all other errors are theirs.
    """
    if isinstance(error, DangolError) or (isinstance(error, OSError) and error.errno is not None):
        raise error


def damaged(name: str, reached: int) -> FileUnreadable:
    """Return the failure of a file of which no more can be read than up to some row."""
    return FileUnreadable(
        "file_damaged",
        "The file {name} is damaged or cut short after row {row}, or its text is not in the "
        "encoding that the mapping states. Nothing after that row was read. Fetch it again and "
        "import it again: what is in already counts only once.",
        name=name,
        row=reached,
    )
