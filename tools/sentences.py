"""What people read, found in the code: the keys of the message catalogue.

Django's own functions are followed in Python and in templates. The rooms do not know Django: their
sentences are found by how they are written, in errors (``Unusable("code", "Sentence.")``), in calls
of ``say``, ``note``, ``translate`` and ``Words``, and as whole sentences standing anywhere else.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

Key = str | tuple[str, str]
"""One English text; or singular and plural."""

_SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_SPOKEN = {"say", "note", "translate", "Words"}
_UNTRANSLATED = {
    *("Option", "Argument", "Typer", "command", "execute"),
    *("debug", "info", "warning", "error", "exception"),
    *("_figure", "_single", "_histogram"),
}
"""Calls whose texts stay English: the command line's help, SQL, logs, metrics."""

_ENGLISH = {"migrations", "demo", "snippets", "openapi.py", "metrics.py"}
"""Folders and modules that only programmers and machines read."""

_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
_SENTENCE = re.compile(r"(?!SELECT |INSERT )[A-Z“].* .*[.?!:…]( \{\w+\})?", re.DOTALL)
_PHRASE = re.compile(r"[A-Z“{].*[ {].*|[A-Z][a-z]+", re.DOTALL)
_DJANGO = re.compile(r"^(from|import) (django|wagtail)", re.MULTILINE)
_TEMPLATE_CALL = re.compile(
    r"""\b(?P<name>_|gettext|ngettext)\(\s*(?P<args>u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""(?:\s*,\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))?)"""
)

OF_PHRASES = ("sentences.py", "event_values.py")
"""Modules of nothing but what people read: short phrases count there too."""


def find_keys(package: Path) -> dict[Key, list[str]]:
    """Return every text of a package that people read, with the files that hold it."""
    found: dict[Key, list[str]] = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        if _ENGLISH & {*path.parts}:
            continue
        text = path.read_text(encoding="utf-8")
        keys = _in_python(text, path.name) if path.suffix == ".py" else _in_template(text)
        for key in keys:
            places = found.setdefault(key, [])
            if (place := str(path.relative_to(package.parent))) not in places:
                places.append(place)
    return found


def _in_python(text: str, name: str) -> Iterator[Key]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
    if not _DJANGO.search(text):
        pattern = _PHRASE if name in OF_PHRASES else _SENTENCE
        yield from (said for said in _said(tree) if pattern.fullmatch(said))


def _in_call(call: ast.Call) -> Iterator[Key]:
    name = _name_of(call)
    texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args[:2]]
    first = texts[0] if texts else None
    second = texts[1] if len(texts) > 1 else None
    if name in _PLURAL and isinstance(first, str) and isinstance(second, str):
        yield first, second
    elif name == "shown_progress":
        yield from (text for text in texts if isinstance(text, str))
    elif name in _SINGLE | _SPOKEN and isinstance(first, str):
        yield first
    elif isinstance(first, str) and _CODE.fullmatch(first) and isinstance(second, str):
        if " " in second:
            yield second
    elif name == "print_table" and isinstance(call.args[0], ast.Tuple):
        heads = (e.value for e in call.args[0].elts if isinstance(e, ast.Constant))
        yield from (head for head in heads if isinstance(head, str))


def _name_of(call: ast.Call) -> str:
    """Return the last word of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _said(tree: ast.Module) -> Iterator[str]:
    """Return the string constants that are neither docstrings nor parts of formatted strings."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in node.values)
        if isinstance(node, ast.Call) and _name_of(node) in _UNTRANSLATED:
            silent.update(id(part) for part in ast.walk(node))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.value


def _in_template(text: str) -> Iterator[Key]:
    for call in _TEMPLATE_CALL.finditer(templatize(text)):
        texts = ast.literal_eval(f"({call['args']},)")
        yield texts[0] if call["name"] != "ngettext" else (texts[0], texts[1])
