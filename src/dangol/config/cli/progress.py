"""A progress bar for whoever watches the terminal."""

import contextlib
import sys
from collections.abc import Callable, Iterator

from dangol.kernel.words import preferred_language, translate


@contextlib.contextmanager
def shown_progress(title: str, counted: str) -> Iterator[Callable[[float, int], None]]:
    """Show a progress bar on the error stream, where that is a terminal.

    Args:
        title: what goes on: a sentence of ours, or a name, which stays as it is.
        counted: what is counted, such as ``{count} rows``.

    Yields:
        What to tell the share that is done, from 0 to 1, and the count so far.
    """
    if not sys.stderr.isatty():
        yield lambda _share, _count: None
        return
    from rich.console import Console  # only a terminal pays for this
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    language = preferred_language()
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn(translate(counted, language).replace("{count}", "{task.fields[count]:,}")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(translate(title, language), total=1.0, count=0)
        yield lambda share, count: bar.update(task, completed=share, count=count)
