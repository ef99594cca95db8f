"""What commands say when the database fails: one sentence, whatever driver speaks."""

from dangol.engines.database import failure_name, is_outage

_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def database_sentence(failure: Exception) -> str:
    """Return the sentence for a failure of the database, with ``{reason}`` in it."""
    name = failure_name(failure)
    if any(code in name for code in _DAMAGED):
        return (
            "A database file in the data folder is damaged ({reason}). Restore the data folder "
            "from a backup."
        )
    kinds = {kind.__name__ for kind in type(failure).__mro__}
    if "ProgrammingError" in kinds or str(failure).startswith("no such"):
        return (
            "The tables of the database are not those of this Dangol ({reason}). Run `dangol "
            "init`, or name another folder with --data."
        )
    return (
        "The database refused: {reason}. Check that it is reachable and that its disk is "
        "not full, then try again."
    )


def database_reason(failure: Exception) -> str:
    """Return what an outage says, which is about the machine; of anything else only its name."""
    said = str(failure).partition("\n")[0] if is_outage(failure) else ""
    return said or failure_name(failure)
