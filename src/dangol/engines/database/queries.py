"""Named queries: SQL stays in ``.sql`` files, one text for SQLite and PostgreSQL.

A query begins with ``-- name: find_identifiers`` and a purpose line. Parameters are written
``:name``; a list is written ``= ANY(:names)``, which SQLite gets as a subquery over a JSON array.
Where one text cannot serve, a sibling ``NAME.pg.sql`` holds PostgreSQL's text of the same queries.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from types import SimpleNamespace

_HEAD = re.compile(r"^-- name: *(\w+) *\n-- *(\S.*)\n", re.MULTILINE)
_PARAMETER = re.compile(r"'(?:[^']|'')*'|(?<![:\w]):([a-z_]\w*)")
_ANY = re.compile(r"=\s*ANY\(\s*:(\w+)\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """One statement: its name, what it is for, its text per dialect, its parameters in order."""

    name: str
    purpose: str
    parameters: tuple[str, ...]
    sqlite: str
    postgresql: str
    pg_positions: tuple[int, ...]
    lists: frozenset[str] = field(default_factory=frozenset)

    def sqlite_values(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """Return the bound values for SQLite, lists as JSON arrays."""
        return tuple(
            json.dumps(list(values[name])) if name in self.lists else values[name]  # type: ignore[call-overload]
            for name in self.parameters
        )

    def pg_values(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """Return the bound values for PostgreSQL, one for each place in the text."""
        row = tuple(
            list(values[name]) if name in self.lists else values[name]  # type: ignore[call-overload]
            for name in self.parameters
        )
        return self.pg_row(row)

    def pg_row(self, row: Sequence[object]) -> tuple[object, ...]:
        """Spread a row over the places of PostgreSQL's text, where a parameter may occur twice."""
        if len(self.pg_positions) == len(self.parameters):
            return tuple(row)
        return tuple(row[position] for position in self.pg_positions)


Writes = list[tuple[Query, list[tuple[object, ...]]]]
"""A plan: statements with their rows, in order, applied later in one short transaction."""


def load_queries(package: str, name: str) -> SimpleNamespace:
    """Read ``sql/NAME.sql`` of a room, and its ``.pg.sql`` sibling where there is one.

    Args:
        package: the room, such as ``dangol.live.identity``.
        name: the file's name without ending.

    Returns:
        A namespace with a Query for each name.

    Raises:
        ValueError: a query has no purpose line, or the two texts bind different parameters.
    """
    folder = files(package) / "sql"
    texts = dict(_statements((folder / f"{name}.sql").read_text()))
    sibling = folder / f"{name}.pg.sql"
    pg_texts = dict(_statements(sibling.read_text())) if sibling.is_file() else {}
    found = SimpleNamespace()
    for query_name, (purpose, text) in texts.items():
        _, pg_text = pg_texts.get(query_name, (purpose, text))
        setattr(found, query_name, _query(query_name, purpose, text, pg_text))
    return found


def _statements(source: str) -> Iterator[tuple[str, tuple[str, str]]]:
    heads = list(_HEAD.finditer(source))
    if not heads or len(heads) != source.count("-- name:"):
        raise ValueError("each query begins with '-- name: x' and a purpose line")
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        text = source[head.end() : following.start() if following else len(source)]
        yield head[1], (head[2].strip(), text.strip().rstrip(";"))


def _query(name: str, purpose: str, text: str, pg_text: str) -> Query:
    parameters = tuple(dict.fromkeys(m[1] for m in _PARAMETER.finditer(text) if m[1]))
    pg_places = [m[1] for m in _PARAMETER.finditer(pg_text) if m[1]]
    if set(pg_places) != set(parameters):
        raise ValueError(f"{name}: the two texts bind different parameters")
    numbers = {parameter: number for number, parameter in enumerate(parameters)}

    def numbered(match: re.Match[str]) -> str:
        return f"?{numbers[match[1]] + 1}" if match[1] else match[0]

    def placed(match: re.Match[str]) -> str:
        return "%s" if match[1] else match[0]

    sqlite_text = _ANY.sub(lambda m: f"IN (SELECT value FROM json_each(:{m[1]}))", text)  # noqa: S608, the room's own text
    return Query(
        name=name,
        purpose=purpose,
        parameters=parameters,
        sqlite=_PARAMETER.sub(numbered, sqlite_text),
        postgresql=_PARAMETER.sub(placed, pg_text.replace("%", "%%")),
        pg_positions=tuple(numbers[place] for place in pg_places),
        lists=frozenset(_ANY.findall(text)),
    )
