"""One place for what all commands share: failing with a sentence and an exit code."""

import os
import sys

import typer

from dangol.config.cli import (
    backup,
    basics,
    brands,
    care,
    customer,
    demo,
    files,
    keys,
    lake,
    lifecycle,
    log,
    people,
    plans,
    refused,
    sources,
    trace,
    up,
    webhooks,
)
from dangol.config.cli.failures import database_reason, database_sentence
from dangol.engines.database import is_database_failure
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
app.command("demo")(demo.demo)
app.add_typer(brands.app, name="brands")
app.add_typer(sources.app, name="sources")
sources.app.command("webhook")(webhooks.webhook)
app.add_typer(refused.app, name="refused")
app.add_typer(keys.app, name="keys")
app.add_typer(people.app, name="people")
app.command("import")(files.import_file)
app.add_typer(customer.app, name="customer")
app.add_typer(lifecycle.app, name="lifecycle")
app.add_typer(plans.app, name="plan")
app.add_typer(log.app, name="log")
app.command("trace")(trace.trace)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(lake.app, name="lake")
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
        if not is_database_failure(error):
            raise
        _fail(_sentence(database_sentence(error), database_reason(error)))
    finally:
        _let_go_of_a_broken_pipe()


def _let_go_of_a_broken_pipe() -> None:
    """Say what is left to say; where nobody reads, Python must not try again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _sentence(text: str, reason: str) -> str:
    return translate(text, preferred_language()).format(reason=reason)


def _fail(text: str) -> None:
    print(text, file=sys.stderr)
    sys.exit(1)
