"""Rows become events one by one: a bad one is refused alone, repeats count, and ids come back."""

import io
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.live.collect.api import MappingUnfit, check_mapping, read_rows
from dangol.live.collect.files.delimited import MOST_LINES, _split_signs
from dangol.live.collect.files.occurrences import Occurrences
from dangol.live.collect.files.reading import FIRST_GROUPS, GROUP
from tests.rules.collect_files.reading import NOW, ROWS, SHOP, TILL, properties, read, write

CALL = {"type": "track", "event": "Paid", "userId": "u1", "timestamp": "2026-01-01T00:00:00Z"}


def test_bad_rows_are_refused_with_number_and_reason(tmp_path: Path) -> None:
    text = ROWS + "m3,yesterday,5\nm4,2026-03-04\nm5,2026-03-05,much\n,2026-03-06,5\n"
    events, refused = read(write(tmp_path, "shop.csv", text), SHOP)
    assert [event.user_id for event in events] == ["m1", "m2"]
    assert [(row.row, row.code, row.content) for row in refused] == [
        (4, "row_unfit", "m3\tyesterday\t5"),
        (5, "row_unfit", "m4\t2026-03-04"),
        (6, "row_unfit", "m5\t2026-03-05\tmuch"),
        (7, "identifier_missing", "\t2026-03-06\t5"),
    ]
    assert [row.column for row in refused] == ["day", "", "amount", ""]
    assert refused[0].message == "This is no time in the format that the mapping states."
    assert refused[1].message == "The row has more or fewer cells than the file has columns."


def test_a_quote_that_is_never_closed_costs_only_its_line(tmp_path: Path) -> None:
    text = ROWS + 'm3,"2026-03-03,5\n' + "m,2026-03-04,6\n" * 20_000
    events, refused = read(write(tmp_path, "shop.csv", text), SHOP)
    assert [(row.row, row.content) for row in refused] == [(4, 'm3,"2026-03-03,5')]
    assert len(events) == 20_002


def test_an_open_quote_makes_no_event_of_the_lines_behind_it(tmp_path: Path) -> None:
    first, last = 'm3,2026-03-03,"5 inch', 'm6,2026-03-06,"x"y'
    lines = [first, "m4,2026-03-04,4", "", "m5,2026-03-05,5", last]
    events, refused = read(write(tmp_path, "shop.csv", ROWS + "\n".join(lines)), SHOP)
    assert [event.user_id for event in events] == ["m1", "m2", "m4", "m5"]
    assert [(row.row, row.content) for row in refused] == [(4, first), (8, last)]


@pytest.mark.parametrize(
    ("lines", "refused_rows"), [(MOST_LINES, 0), (MOST_LINES + 1, MOST_LINES + 1)]
)
def test_a_note_may_have_as_many_lines_as_one_row_may_take_up(
    tmp_path: Path, lines: int, refused_rows: int
) -> None:
    note = "\n".join(f"line {number}" for number in range(lines))
    rows = "m0,2026-03-01,1,\n" * 200 + f'm1,2026-03-01,1,"{note}"\nm2,2026-03-02,2,\n'
    events, refused = read(write(tmp_path, "a.csv", "member,day,amount,note\n" + rows), SHOP)
    assert events[-1].user_id == "m2"
    assert len(refused) == refused_rows


@given(
    st.lists(
        st.text(st.sampled_from('ab,"\n'), max_size=12).map(lambda text: text + "\n"), max_size=12
    )
)
def test_every_line_is_in_a_row_or_refused(pieces: list[str]) -> None:
    text = "".join(pieces)
    taken = 0
    for start, cells, fault in _split_signs(io.StringIO(text, newline=""), ",", 0):
        lines = text.splitlines(keepends=True)
        assert not any(line.strip(',"\n') for line in lines[taken : start - 1])
        length = 1 if fault else 1 + sum(cell.count("\n") for cell in cells)
        taken = start - 1 + length
    assert not any(line.strip(',"\n') for line in text.splitlines()[taken:])


def test_bytes_beyond_the_encoding_cost_only_their_row(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(ROWS.encode() + b"m\xff,2026-03-03,5\nm4,2026-03-04,6\n")
    events, refused = read(path, SHOP + "encoding: utf-8\n")
    assert [event.user_id for event in events] == ["m1", "m2", "m4"]
    assert [row.row for row in refused] == [4]


def test_a_field_that_comes_late_in_the_file_is_no_fault(tmp_path: Path) -> None:
    line = {"member": "m1", "day": "2026-03-01"}
    lines = [line] * 150 + [{**line, "amount": 5}]
    events, refused = read(write(tmp_path, "a.ndjson", "\n".join(map(json.dumps, lines))), SHOP)
    assert (len(events), refused) == (151, [])
    assert properties(events[-1])["total"] == 5
    other = write(tmp_path, "b.ndjson", '{"name": "x"}\n')
    with pytest.raises(MappingUnfit, match="column member, which the file does not"):
        read(other, SHOP)


def test_a_column_that_is_not_there_is_told_before_anything_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS)
    mapping = check_mapping(SHOP.replace("{column: member}", "{column: customer}"))
    with pytest.raises(MappingUnfit, match="column customer, which the file does not"):
        read_rows(path, TILL, received=NOW, mapping=mapping)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (
            ("%Y-%m-%d", "%d.%m.%Y"),
            {"day": "This is no time in the format that the mapping states."},
        ),
        (("{column: amount, type", "{column: member, type"), {"member": "This is no number."}),
        (
            ("user_id", "group_id"),
            {
                "row": "The event does not say whose it is. Send userId, anonymousId, or another "
                "identifier."
            },
        ),
    ],
)
def test_a_mapping_of_another_file_is_told_before_anything_is_read(
    tmp_path: Path, change: tuple[str, str], fields: dict[str, str]
) -> None:
    path = write(tmp_path, "shop.csv", ROWS)
    with pytest.raises(MappingUnfit, match="as line 2 shows") as raised:
        read_rows(path, TILL, received=NOW, mapping=check_mapping(SHOP.replace(*change)))
    assert raised.value.fields == fields


def test_a_column_named_twice_must_be_told_apart(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS.replace("member,day", "day,day"))
    with pytest.raises(MappingUnfit, match="two columns named day"):
        read(path, SHOP.replace("{column: member}", "x"))


def test_repeated_rows_count_and_come_back_with_the_same_ids(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS + ROWS.splitlines()[1] + "\n")
    first = [event.message_id for event in read(path, SHOP)[0]]
    assert len(set(first)) == 3
    assert all(message_id.startswith("import-") for message_id in first)
    assert [event.message_id for event in read(path, SHOP)[0]] == first
    longer = write(tmp_path, "longer.csv", ROWS + ROWS.splitlines()[1] + "\nm9,2026-03-09,1\n")
    assert [event.message_id for event in read(longer, SHOP)[0]][:3] == first


def test_the_same_row_of_another_source_is_another_event() -> None:
    assert Occurrences("till").name_row(b"x") != Occurrences("web").name_row(b"x")


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_counts_that_leave_memory_are_not_forgotten(most: int) -> None:
    rows = [b"%d" % (number % 7) for number in range(60)]
    counted = Occurrences("till", most_in_memory=most)
    assert [counted.name_row(row)[-2:] for row in rows[-7:]] == ["-1"] * 7
    assert [counted.name_row(row)[-2:] for row in rows[:7]] == ["-2"] * 7
    unbounded, bounded = Occurrences("till"), Occurrences("till", most_in_memory=most)
    assert [bounded.name_row(row) for row in rows] == [unbounded.name_row(row) for row in rows]


def test_one_row_may_become_two_events_by_two_mappings(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS)
    order = "type: track\n  name: Order Completed"
    kinds = ("type: track\n  name: Joined", "type: track\n  name: Left", "type: identify")
    ids = [
        [event.message_id for event in read(path, SHOP.replace(order, kind))[0]]
        for kind in kinds * 2
    ]
    assert ids[:3] == ids[3:]
    assert len({one for few in ids for one in few}) == 6


def test_a_blank_id_is_none(tmp_path: Path) -> None:
    path = write(tmp_path, "calls.ndjson", json.dumps({**CALL, "messageId": "  "}))
    first, second = read(path)[0], read(path)[0]
    assert first[0].message_id.startswith("import-")
    assert first == second


def test_rows_are_known_as_imported(tmp_path: Path) -> None:
    path = write(tmp_path, "calls.ndjson", json.dumps({**CALL, "messageId": "mine"}))
    assert [event.imported for event in read(path)[0]] == [True]


def test_calls_keep_their_own_ids(tmp_path: Path) -> None:
    lines = [{**CALL, "messageId": "mine"}, CALL, CALL, {**CALL, "messageId": None}]
    path = write(tmp_path, "calls.ndjson", "\n".join(map(json.dumps, lines)))
    ids = [event.message_id for event in read(path)[0]]
    assert ids[0] == "mine"
    assert len(set(ids)) == 4
    assert [message_id[-2:] for message_id in ids[1:]] == ["-1", "-2", "-1"]


def test_bad_lines_are_refused_alone(tmp_path: Path) -> None:
    lines = [
        "\ufeff" + json.dumps(CALL),
        '{"type": "track", ',
        "[1, 2]",
        "{}",
        "{" * 5000,
        json.dumps({**CALL, "properties": [1]}),
        json.dumps({**CALL, "properties": {"note": "x" * 40_000}}),
        '{"type":"track","event":"Paid","userId":"u2","properties":{"total":NaN}}',
    ]
    events, refused = read(write(tmp_path, "calls.ndjson", "\n".join(lines)))
    assert [event.user_id for event in events] == ["u1", "u2"]
    assert [(row.row, row.code) for row in refused] == [
        (2, "row_unfit"),
        (3, "row_unfit"),
        (4, "type_unknown"),
        (5, "row_unfit"),
        (6, "properties_not_object"),
        (7, "event_too_large"),
    ]


def test_a_line_of_many_megabytes_is_refused_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "calls.ndjson"
    path.write_text('{"type":"' + "x" * 12_000_000 + '"}\n' + json.dumps(CALL) + "\n")
    events, refused = read(path)
    assert [event.user_id for event in events] == ["u1"]
    assert [row.row for row in refused] == [1]
    assert len(refused[0].content) < 5_000_000


def test_a_file_is_read_no_further_than_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", "member,day,amount\n")
    with path.open("a") as out:
        out.writelines(f"member-{n:050},2026-03-01,{n}\n" for n in range(40_000))
    groups = read_rows(path, TILL, received=NOW, mapping=check_mapping(SHOP))
    first, *_, last = begun = list(islice(groups, len(FIRST_GROUPS) + 1))
    assert [group.read for group in begun] == [*FIRST_GROUPS, GROUP]
    assert 0 < first.share <= last.share < 0.4


def test_a_mapping_by_which_only_later_rows_make_events_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", "member,day,amount\n")
    with path.open("a") as out:
        out.writelines(f",2026-03-01,{n}\n" for n in range(FIRST_GROUPS[0] + 1))
        out.write("m1,2026-03-01,1\n")
    events, refused = read(path, SHOP)
    assert (len(events), len(refused)) == (1, FIRST_GROUPS[0] + 1)


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    rows = 'member;day;amount\nm1;2026-03-01;"1.234.567,50 €"\nm2;2026-03-01;"0,10"\n'
    mapping = SHOP.replace("type: decimal", 'type: decimal, decimal_mark: ","')
    events, _ = read(write(tmp_path, "shop.csv", rows), mapping)
    assert [properties(event)["total"] for event in events] == [1234567.5, 0.1]
    events, _ = read(
        write(tmp_path, "won.csv", 'member,day,amount\nm1,2026-03-01,"₩1,234,000"\n'), SHOP
    )
    assert properties(events[0])["total"] == 1234000


@pytest.mark.parametrize("amount", ["11.77", "1.23,5", "1,234.5", "12.34.567"])
def test_a_number_of_the_other_decimal_mark_is_refused(tmp_path: Path, amount: str) -> None:
    mapping = SHOP.replace("type: decimal", 'type: decimal, decimal_mark: ","')
    rows = f"member;day;amount\nm1;2026-03-01;1,5\nm2;2026-03-01;{amount}\n"
    events, refused = read(write(tmp_path, "shop.csv", rows), mapping)
    assert [event.user_id for event in events] == ["m1"]
    assert [(row.column, row.message) for row in refused] == [("amount", "This is no number.")]
