"""Reading YAML that a stranger may have written: small, flat, no tricks, or a clear refusal."""

from typing import Any

import yaml

from dangol.live.profiles.rules.refusing import refuse

LARGEST_DOCUMENT = 64 * 1024
DEEPEST = 8

_SAY_YAML = "Correct the YAML here: indentation, quotes, colons and dashes decide its meaning."


def read_document(text: str) -> object:
    """Return the value of a YAML document.

    Anchors and aliases are refused, since a few lines of them can stand for gigabytes; so is a key
    that occurs twice, of which YAML would silently drop one.

    Raises:
        LifecycleInvalid: the text is too long, no YAML, too deep, or uses what is refused.
    """
    if len(text) > LARGEST_DOCUMENT:
        raise refuse({"": "Shorten the document to 64 KB: it is longer."})
    try:
        _check_shape(text)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except _Fault as fault:
        raise refuse({_line(fault.mark): str(fault)}) from fault
    except yaml.MarkedYAMLError as error:
        raise refuse({_line(error.problem_mark): _SAY_YAML}) from error
    except (yaml.YAMLError, ValueError) as error:
        raise refuse({"": "Write YAML text: the document holds what YAML forbids."}) from error


class _Fault(Exception):
    """Something that YAML allows and we refuse, and where it stands."""

    def __init__(self, sentence: str, mark: Any) -> None:
        super().__init__(sentence)
        self.mark = mark


class _StrictLoader(yaml.SafeLoader):
    """Plain values only, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Fault("Write keys as plain words.", key.start_mark)
            if key.value in seen:
                raise _Fault("Remove one of the two: this key occurs twice.", key.start_mark)
            seen.add(key.value)
        found: dict[object, object] = super().construct_mapping(node, deep)
        return found


def _check_shape(text: str) -> None:
    depth = 0
    for part in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(part, yaml.AliasEvent) or getattr(part, "anchor", None):
            raise _Fault("Write the value out: anchors and aliases are not read.", part.start_mark)
        if isinstance(part, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _Fault("Remove this level: a lifecycle is not so deep.", part.start_mark)
        elif isinstance(part, yaml.CollectionEndEvent):
            depth -= 1


def _line(mark: Any) -> str:  # PyYAML has two classes of marks
    return "" if mark is None else f"line {mark.line + 1}"
