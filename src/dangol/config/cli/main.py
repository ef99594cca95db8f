"""One place for what all commands share: failing with a sentence and an exit code."""

import sys

import typer

from dangol.config.cli import basics, brands, care, files, keys, lifecycle, sources, up
from dangol.kernel.errors import DangolError
from dangol.kernel.words import preferred_language, translate

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
app.add_typer(brands.app, name="brands")
app.add_typer(sources.app, name="sources")
app.add_typer(keys.app, name="keys")
app.command("import")(files.import_file)
app.add_typer(lifecycle.app, name="lifecycle")
app.command("doctor")(care.doctor)
app.command("bench")(care.bench)


def main() -> None:
    """Run the command line: exit 0 on success, 2 on wrong usage, 1 with a sentence on failure."""
    try:
        app()
    except DangolError as error:
        _fail(error.say(preferred_language()))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _fail(
            translate("The system refused: {reason}.", preferred_language()).format(
                reason=error.strerror or type(error).__name__
            )
        )


def _fail(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)
