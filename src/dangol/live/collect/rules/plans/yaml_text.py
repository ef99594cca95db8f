"""Reading YAML that a stranger may have written: bounded, without tricks, or a clear refusal."""

import re
from datetime import date
from typing import Any

import yaml

LARGEST_DOCUMENT = 512 * 1024
DEEPEST = 48

_BREAKS = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")
_SAY_YAML = "Correct the YAML here: indentation, quotes, colons and dashes decide its meaning."


class YamlFault(Exception):
    """What is wrong with a document, and where.

    Args:
        place: such as ``line 3``; empty where it is the whole.
        sentence: what to do.
    """

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


def read_yaml(text: str) -> object:
    """Return the value of a YAML document.

    Anchors and aliases are refused, since a few lines of them can stand for gigabytes; so is a key
    that occurs twice, of which YAML would silently drop one. Dates become text, as in JSON.

    Raises:
        YamlFault: it is too long, no YAML, too deep, or uses what is refused.
    """
    if len(text) > LARGEST_DOCUMENT:
        raise YamlFault("", "Shorten the document to 512 KB: it is longer.")
    try:
        _check_shape(text)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except yaml.MarkedYAMLError as error:
        raise YamlFault(_line(error.problem_mark), _SAY_YAML) from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlFault("", "Write YAML text: the document holds what YAML forbids.") from error


def write_yaml(value: object) -> str:
    """Return a value as a YAML document, in the order of its keys."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Dumper(yaml.SafeDumper):
    """Quotes what YAML would fold as a line's end, wherever a sender puts it."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        style = '"' if _BREAKS.search(text) else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


class _StrictLoader(yaml.SafeLoader):
    """Plain values only, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlFault(_line(key.start_mark), "Write keys as plain words.")
            if key.value in seen:
                sentence = "Remove one of the two: this key occurs twice."
                raise YamlFault(_line(key.start_mark), sentence)
            seen.add(key.value)
        found: dict[object, object] = super().construct_mapping(node, deep)
        return found

    def construct_date(self, node: yaml.ScalarNode) -> str:
        said: date = self.construct_yaml_timestamp(node)
        return said.isoformat()


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _StrictLoader.construct_date)


def _check_shape(text: str) -> None:
    depth = 0
    for part in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(part, yaml.AliasEvent) or getattr(part, "anchor", None):
            sentence = "Write the value out: anchors and aliases are not read."
            raise YamlFault(_line(part.start_mark), sentence)
        if isinstance(part, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise YamlFault(_line(part.start_mark), "Remove this level: it is too deep.")
        elif isinstance(part, yaml.CollectionEndEvent):
            depth -= 1


def _line(mark: Any) -> str:  # PyYAML has two classes of marks
    return "" if mark is None else f"line {mark.line + 1}"
