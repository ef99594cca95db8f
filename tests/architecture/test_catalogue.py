"""Korean and English are equals: nothing that people read is without its translation."""

from pathlib import Path

import pytest

from tools.catalogue import find_faults
from tools.sentences import find_keys


def test_every_text_is_translated_and_the_compiled_catalogue_is_of_it() -> None:
    assert find_faults() == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('raise Unknown("brand_unknown", "There is no brand {slug}.", slug=slug)', True),
        ('say("Ready at {url}", url=url)', True),
        ('faults["zone"] = "Name a time zone."', True),
        ('log.info("Taken {n} entries.", n=n)', False),
        ('"""A docstring is not for people who use it."""', False),
        ('f"A sentence of {parts}."', False),
        ('Q = "SELECT a FROM b WHERE c = ?"', False),
    ],
)
def test_sentences_are_found_by_how_they_are_written(
    tmp_path: Path, code: str, expected: bool
) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "room.py").write_text(code)
    assert bool(find_keys(tmp_path / "house")) is expected


def test_templates_are_read_with_their_plurals(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "page.html").write_text(
        '{% trans "Look" %} {{ _("Here") }} {% blocktrans count n=n %}{{ n }} day{% plural %}'
        "{{ n }} days{% endblocktrans %}"
    )
    assert set(find_keys(tmp_path / "house")) == {"Look", "Here", ("%(n)s day", "%(n)s days")}
