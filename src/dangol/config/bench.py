"""Running the benchmarks of a source checkout: found by file name, reported as rows.

Benchmarks live in ``tests/bench``, not in the installed package: they start servers, make load and
compare against no-ops, which nobody wants in production.
"""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from dangol.kernel.errors import Unknown, Unusable

Run = Callable[[bool], "Iterator[BenchRow]"]


class BenchRow(msgspec.Struct, frozen=True):
    """One measured figure, and what it is compared with in the same run.

    ``ratio`` is ``value`` over the other figure; None where a figure stands alone.
    """

    name: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None


def find_benchmarks() -> dict[str, str]:
    """Return the module of each benchmark by its name.

    Raises:
        Unusable: this is no source checkout.
    """
    root = Path(__file__).resolve().parents[3]
    folder = root / "tests" / "bench"
    if not folder.is_dir():
        raise Unusable(
            "no_checkout",
            "Benchmarks are part of the source checkout. Clone the repository and run "
            "`dangol bench` from its virtual environment.",
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return {
        path.stem: f"tests.bench.{path.stem}"
        for path in sorted(folder.glob("*.py"))
        if "\ndef run(" in path.read_text()
    }


def run_benchmarks(name: str | None, *, quick: bool) -> Iterator[BenchRow]:
    """Run one benchmark, or all, and give each row as soon as it is measured.

    Args:
        name: a benchmark's name; None for all.
        quick: a short run that shows that it works, with figures that mean little.

    Raises:
        Unknown: no benchmark has that name.
    """
    found = find_benchmarks()
    if name is not None and name not in found:
        raise Unknown(
            "benchmark_unknown",
            "There is no benchmark {name}. Choose one of: {names}.",
            name=name,
            names=", ".join(found),
        )
    for module in [found[name]] if name else found.values():
        run: Run = importlib.import_module(module).run
        yield from run(quick)
