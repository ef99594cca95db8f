"""A mapping document is checked whole: every fault by its path."""

import pytest

from dangol.live.collect.api import MappingInvalid, check_mapping
from tests.rules.collect_files.reading import SHOP


def faults(text: str) -> dict[str, str]:
    with pytest.raises(MappingInvalid) as raised:
        check_mapping(text)
    return raised.value.fields


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("event: [", "line 1"),
        ("just words", "document"),
        ("format: csv", "event"),
        ("event:", "event"),
        ("a: 2026-13-45", "document"),
        ("event: &a {type: page, traits: {b: *a}}", "line 1"),
        ("event:\n  type: page\n  traits: &b {}", "line 3"),
        ("event: {type: page, traits: {a: !!binary aGk=}}", "event.traits.a"),
        ("event: {type: page, traits: {a: !!set {b, c}}}", "event.traits.a"),
        ("event: {type: page, timestamp: !!set {b}}", "event.timestamp"),
        ("event: {type: page, traits: {a: {column: b, values: {NO: x}}}}", "event.traits.a.values"),
        ("event: {type: page, traits: {a: {column: b, values: [x]}}}", "event.traits.a.values"),
        ("event: 7", "event"),
        ("event: {name: x}", "event.type"),
        ("event: {type: buy}", "event.type"),
        ("event: {type: track}", "event.name"),
        ("event: {type: track, name: x, who: {column: a}}", "event.who"),
        ("event: {type: page, properties: 7}", "event.properties"),
        ("event: {type: page, timestamp: {format: iso}}", "event.timestamp"),
        ("event: {type: page, timestamp: {column: a, zone: Seoul}}", "event.timestamp.zone"),
        ("event: {type: page, user_id: {column: 7}}", "event.user_id.column"),
        ("event: {type: page, user_id: {column: a, kind: x}}", "event.user_id.kind"),
        ("event: {type: page, traits: {a: {column: a, type: money}}}", "event.traits.a.type"),
        ("event: {type: page, traits: {a: [{column: a, type: x}]}}", "event.traits.a.0.type"),
        ("event: {type: page, traits: {a: {column: a, values: x}}}", "event.traits.a.values"),
        (
            "event: {type: page, traits: {a: {column: a, decimal_mark: x}}}",
            "event.traits.a.decimal_mark",
        ),
        ("event: {type: page}\nformat: pdf", "format"),
        ("event: {type: page}\nencoding: klingon", "encoding"),
        ("event: {type: page}\ndelimiter: ab", "delimiter"),
        ("event: {type: page}\ndelimiter: '\"'", "delimiter"),
        ("event: {type: page}\ncolumns: a", "columns"),
        ("event: {type: page}\ncolumns: [a, a]", "columns"),
        ("event: {type: page}\nheader: maybe", "header"),
        ("event: {type: page}\nskip: -1", "skip"),
        ("event: {type: page}\nskip: true", "skip"),
        ("event: {type: page}\nsheet: 3", "sheet"),
        ("event: {type: page}\nrows: 3", "rows"),
    ],
)
def test_a_fault_is_named_by_its_path(text: str, path: str) -> None:
    assert list(faults(text)) == [path]


def test_all_faults_are_told_at_once() -> None:
    text = SHOP.replace("Asia/Seoul", "Seoul").replace("decimal", "money") + "skip: x\n"
    assert sorted(faults(text)) == ["event.properties.total.type", "event.timestamp.zone", "skip"]


def test_code_in_a_document_is_not_run() -> None:
    assert "line 1" in faults("event: !!python/object/apply:os.getcwd []")


def test_words_that_yaml_takes_for_truth_are_meant_when_quoted() -> None:
    text = 'event: {type: page, traits: {a: {column: b, values: {"NO": "off", 1: one}}}}'
    assert check_mapping(text).event["traits"]["a"].values == {"NO": "off", "1": "one"}


def test_stated_columns_mean_that_there_is_no_header() -> None:
    assert check_mapping(SHOP).header
    assert not check_mapping(SHOP + "columns: [a, b]\n").header
    assert check_mapping(SHOP + "columns: [a, b]\nheader: true\n").header
