"""What proofs print: shown by ``pytest -s``, as ``make prove`` runs it."""

from collections import Counter


def say(sentence: str) -> None:
    """Print what a proof found."""
    print(f"\n{sentence}")  # noqa: T201 it is there to be read


def tell(what: str, tried: int, answers: Counter[int] | None = None) -> None:
    """Say how many inputs were tried; a test that tried none proves nothing, and fails."""
    assert tried > 0, f"{what}: nothing was tried"
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted((answers or {}).items()))
    say(f"{what}: {tried:,} tried" + (f", answered {told}" if told else ""))
