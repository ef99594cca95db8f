"""One place for what all commands share: failing with a sentence and an exit code."""

import os
import sys

import typer

from dangol.config.cli import (
    basics,
    brands,
    care,
    customer,
    demo,
    files,
    keys,
    lifecycle,
    sources,
    up,
)
from dangol.kernel.errors import DangolError
from dangol.kernel.words import preferred_language, translate

_DATABASE_REFUSED = "OperationalError"
"""The name that PEP 249 gives to it in every driver; importing the drivers would cost time."""

app = typer.Typer(
    name="dangol",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def dangol() -> None:
    """Hear every touchpoint, know the customer, answer at the right moment."""


app.command("init")(basics.init)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.add_typer(brands.app, name="brands")
app.add_typer(sources.app, name="sources")
app.add_typer(keys.app, name="keys")
app.command("import")(files.import_file)
app.add_typer(customer.app, name="customer")
app.add_typer(lifecycle.app, name="lifecycle")
app.command("doctor")(care.doctor)
app.command("bench")(care.bench)


def main() -> None:
    """Run the command line: exit 0 on success, 2 on wrong usage, 1 with a sentence on failure."""
    os.umask(0o077)  # what we and our processes write is for the folder's owner alone
    try:
        app()
    except DangolError as error:
        language = preferred_language()
        faults = [f"  {path}: {translate(said, language)}" for path, said in error.fields.items()]
        _fail("\n".join([error.say(language), *faults]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        _fail(_sentence("The system refused: {reason}.", reason))
    except Exception as error:
        if type(error).__name__ != _DATABASE_REFUSED:
            raise
        reason = str(error).splitlines()[0] if str(error) else _DATABASE_REFUSED
        _fail(
            _sentence(
                "The database refused: {reason}. Check that it is reachable and that its disk is "
                "not full, then try again.",
                reason,
            )
        )


def _sentence(text: str, reason: str) -> str:
    return translate(text, preferred_language()).format(reason=reason)


def _fail(text: str) -> None:
    print(text, file=sys.stderr)
    sys.exit(1)
