"""The same seed makes the same world; its people are nobody real."""

from itertools import islice, pairwise

import phonenumbers

from dangol.demo.house import BRANDS, catalogue, list_sources
from dangol.demo.people import MAIL_DOMAINS, make_person
from dangol.demo.world import happen
from tests.rules.demo.world import START, history, post


def test_the_same_seed_sends_the_same_bytes() -> None:
    first = post(islice(happen(3, 30, START), 1500), seed=3)
    again = post(islice(happen(3, 30, START), 1500), seed=3)
    other = post(islice(happen(4, 30, START), 1500), seed=4)
    assert first == again
    assert first != other


def test_time_only_goes_forward() -> None:
    assert all(earlier.at <= later.at for earlier, later in pairwise(history()))


def test_the_world_goes_on_after_its_history() -> None:
    acts = list(islice(happen(7, 5, START), 4000))
    assert acts[-1].at > START + 100 * 86_400_000_000
    assert len({act.person.number for act in acts}) > 5


def test_history_has_the_people_that_were_asked_for() -> None:
    people = {act.person.number for act in history() if act.person.number < 1_000_000}
    assert 0.85 * 150 < len(people) <= 165


def test_everything_happens_at_six_touchpoints_of_three_brands() -> None:
    found = {(act.brand, act.touchpoint) for act in history()}
    assert found == {(source.brand, source.touchpoint) for source in list_sources()}
    assert len(found) == 18


def test_phones_are_well_formed_and_each_has_one_owner() -> None:
    phones = [person.phone for person in (make_person(7, n) for n in range(3000)) if person.phone]
    assert len(set(phones)) == len(phones) > 2500
    for phone in phones:
        assert phonenumbers.is_possible_number(phonenumbers.parse(phone, "KR")), phone


def test_mail_goes_to_domains_that_are_nobodys() -> None:
    addresses = {make_person(7, number).email for number in range(3000)}
    assert len(addresses) == 3000
    assert {address.partition("@")[2] for address in addresses} == set(MAIL_DOMAINS)
    assert all(address.isascii() for address in addresses)


def test_catalogues_are_full_and_bilingual() -> None:
    for brand in BRANDS:
        products = catalogue(brand.slug)
        assert len({product.sku for product in products}) == 40
        assert all(product.name.isascii() or "×" in product.name for product in products)
        assert all(any("가" <= sign <= "힣" for sign in product.name_ko) for product in products)
        assert all(product.krw % 100 == 0 for product in products)
