"""Who is who, event by event: exact strands, customers, merges and refusals."""

from itertools import permutations

import pytest

from dangol.live.identity.contracts import Merge, Resolved
from dangol.live.identity.rules.policy import LIMITS, IdentityRules
from dangol.live.identity.rules.resolution import NOBODY
from tests.rules.identity.histories import History, customers_of
from tests.rules.identity.made import made_event


def test_a_visitor_who_signs_in_keeps_customer_and_strand() -> None:
    history = History()
    resolved = history.hear(
        [
            made_event(anonymous_id="a"),
            made_event(anonymous_id="a", user_id="u"),
            made_event(user_id="u"),
        ]
    )
    assert [(r.strand, r.customer) for r in resolved] == [(0, 0), (0, 0), (0, 0)]
    assert resolved[1].names == ("user_id:u", "anonymous_id:a")
    assert history.links.added == [("anonymous_id:a", 0), ("user_id:u", 0)]
    assert history.links.merges == []


def test_anonymous_on_web_and_app_becomes_one_customer_in_any_order() -> None:
    events = [
        made_event("1", anonymous_id="web"),
        made_event("2", anonymous_id="app", device_id="phone"),
        made_event("3", "identify", anonymous_id="web", traits={"email": "M@example.org"}),
        made_event("4", "identify", anonymous_id="web", user_id="u"),
        made_event("5", "identify", device_id="phone", user_id="u"),
    ]
    for order in permutations(events):
        assert set(customers_of(order)) == {0}


def test_an_event_that_joins_two_customers_belongs_to_its_most_trusted_strand() -> None:
    history = History()
    history.hear([made_event(anonymous_id="a"), made_event(user_id="u")])
    (joined,) = history.hear([made_event(anonymous_id="a", user_id="u", device_id="d")])
    assert joined == Resolved(
        1,
        0,
        False,
        ("user_id:u", "device_id:d", "anonymous_id:a"),
    )
    assert history.links.merges == [Merge(offset=2, survivor=0, loser=1, strands=(1,))]
    assert history.links.added[-1] == ("device_id:d", 1)
    assert history.customers() == [0, 0, 0]


def test_three_customers_become_one_by_one_event() -> None:
    history = History()
    history.hear([made_event(anonymous_id="a"), made_event(user_id="u"), made_event(device_id="d")])
    history.hear([made_event(anonymous_id="a", user_id="u", device_id="d")])
    assert history.links.merges == [Merge(3, 0, 1, (1,)), Merge(3, 0, 2, (2,))]
    assert history.links.people[0].strands == (0, 1, 2)


def test_a_chain_of_merges_moves_all_strands() -> None:
    history = History()
    history.hear([made_event(anonymous_id="a"), made_event(anonymous_id="b")])
    history.hear([made_event(anonymous_id="c"), made_event(anonymous_id="c", device_id="d")])
    history.hear([made_event(anonymous_id="b", device_id="d")])
    history.hear([made_event(anonymous_id="a", device_id="d")])
    assert history.links.merges == [Merge(4, 1, 2, (2,)), Merge(5, 0, 1, (1, 2))]
    assert history.customers() == [0, 0, 0, 0, 0, 0]


def test_alias_joins_what_came_before() -> None:
    history = History()
    history.hear(
        [made_event(anonymous_id="old"), made_event(kind="alias", user_id="u", previous_id="old")]
    )
    assert history.customers() == [0, 0]


def test_aliases_in_a_circle_are_one_customer() -> None:
    events = [
        made_event(kind="alias", anonymous_id=here, previous_id=there)
        for here, there in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    assert customers_of(events) == [0, 0, 0]


def test_two_people_on_a_family_tablet_stay_two_customers() -> None:
    history = History()
    resolved = history.hear(
        [
            made_event(anonymous_id="tablet"),
            made_event(anonymous_id="tablet", user_id="mother"),
            made_event(anonymous_id="tablet", user_id="child"),
            made_event(anonymous_id="tablet", user_id="mother"),
            made_event(anonymous_id="tablet", user_id="child"),
        ]
    )
    assert history.customers() == [0, 0, 2, 0, 2]
    assert history.refused() == [
        (2, "anonymous_id:tablet", "limit:user_id"),
        (4, "anonymous_id:tablet", "limit:user_id"),
    ]
    assert resolved[2].names == ("user_id:child",)
    assert history.links.merges == []


def test_a_kiosk_of_many_users_welds_nobody() -> None:
    events = [made_event(user_id=f"u{n}", device_id="kiosk") for n in range(50)]
    assert customers_of(events) == list(range(50))


def test_two_user_ids_with_one_address_stay_two_customers() -> None:
    history = History()
    traits = {"email": "family@example.org"}
    history.hear(
        [
            made_event(kind="identify", user_id="u1", traits=traits),
            made_event(kind="identify", user_id="u2", anonymous_id="a", traits=traits),
        ]
    )
    assert history.customers() == [0, 1]
    assert history.refused() == [(1, "email:family@example.org", "limit:user_id")]
    assert history.links.strands["anonymous_id:a"] == 1  # the innocent one is kept


def test_only_what_is_too_many_is_set_aside() -> None:
    history = History()
    addresses = [f"m{n}@example.org" for n in range(LIMITS["email"] + 1)]
    history.hear(
        made_event(kind="identify", user_id="u", anonymous_id="a", traits={"email": address})
        for address in addresses
    )
    assert history.refused() == [(5, "email:m5@example.org", "limit:email")]
    assert set(history.customers()) == {0}
    assert "email:m5@example.org" not in history.links.strands


def test_a_merge_that_would_break_a_limit_is_not_made() -> None:
    rules = IdentityRules(limits={**LIMITS, "email": 1})
    history = History(rules)
    history.hear(
        [
            made_event(kind="identify", user_id="u", traits={"email": "a@example.org"}),
            made_event(kind="identify", anonymous_id="a", traits={"email": "b@example.org"}),
            made_event(user_id="u", anonymous_id="a"),
        ]
    )
    assert history.customers() == [0, 1, 0]
    assert history.refused() == [(2, "anonymous_id:a", "limit:email")]


def test_an_event_that_alone_breaks_a_limit_keeps_its_most_trusted() -> None:
    history = History()
    (found,) = history.hear([made_event(user_id="u1", external_ids=(("user_id", "u2"),))])
    assert found.names == ("user_id:u1",)
    assert history.refused() == [(0, "user_id:u2", "limit:user_id")]


def test_a_limit_made_stricter_later_breaks_no_customer() -> None:
    history = History()
    traits = [{"email": f"m{n}@example.org"} for n in range(3)]
    history.hear(made_event(kind="identify", user_id="u", traits=said) for said in traits)
    history.rules = IdentityRules(limits={**LIMITS, "email": 2})
    history.hear([made_event(kind="identify", user_id="u", device_id="d", traits=traits[0])])
    assert history.refused() == []
    assert history.customers() == [0, 0, 0, 0]


def test_an_event_with_nothing_believable_is_nobodys() -> None:
    history = History()
    assert history.hear([made_event(anonymous_id="null", user_id=" ")]) == [NOBODY]
    assert history.refused() == [(0, "anonymous_id:null", "blocked")]
    assert not history.links.customers


@pytest.mark.parametrize("blocked", ["null", "undefined", "0000", "anonymous"])
def test_a_blocked_value_welds_nobody(blocked: str) -> None:
    events = [made_event(anonymous_id=f"a{n}", user_id=blocked) for n in range(3)]
    assert customers_of(events) == [0, 1, 2]


def test_a_walled_brand_never_shares_a_customer_with_the_house() -> None:
    names = {"user_id": "7", "anonymous_id": "a"}
    events = [
        made_event(**names),
        made_event(realm="maru", **names),
        made_event(realm="maru", user_id="7"),
        made_event(user_id="7"),
    ]
    assert customers_of(events) == [0, 1, 1, 0]
