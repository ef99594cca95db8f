"""Definitions that a command takes as a file."""

from pathlib import Path

from dangol.kernel.errors import Unusable


def read_document(file: Path, largest: int) -> str:
    """Return the text of a definition's file.

    Args:
        file: where it is.
        largest: the most bytes that such a definition has.

    Raises:
        Unusable: it cannot be read, is no UTF-8, or is larger.
    """
    try:
        if file.stat().st_size > largest:
            raise Unusable(
                "file_too_large",
                "The file {file} is larger than {most} KB: that is no such definition.",
                file=file,
                most=largest // 1024,
            )
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(
            "file_unreadable",
            "The file {file} cannot be read as text. Check that it exists and is UTF-8.",
            file=file,
        ) from error
