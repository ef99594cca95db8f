"""Today: the six stages at a glance, what needs whom, and nobody's brand in anybody else's view."""

from playwright.sync_api import expect

from dangol.engines.database import open_database
from dangol.live.trip.store import Q
from dangol.memory.eventlog.api import open_log
from tests.browser.conftest import OpenStudio
from tests.browser.people import House
from tests.server import wait_for


def set_aside(house: House, *brands: str) -> None:
    """Let one event of each brand be kept as if it could not be worked on."""
    entries = (
        each for chunk in open_log(house.server.data).read(0, 1000) for each in chunk.entries()
    )
    first: dict[str, int] = {}
    for offset, entry in enumerate(entries):
        first.setdefault(entry.brand, offset)
    rows = [(first[brand], "ValueError: mina@example.org", 1) for brand in brands]
    with open_database(f"sqlite:///{house.server.data}/dangol.db").write() as session:
        session.apply([(Q.keep_aside, rows)])


def test_the_stages_of_each_brand_in_view_lead_to_their_customers(
    studio: OpenStudio, house: House
) -> None:
    page = studio("marketing").open("/studio/")
    expect(page.get_by_role("heading", name="Onggi", exact=True)).to_be_visible()
    page.locator("section", has=page.locator("#stages-onggi")).locator(
        "[data-stage=explore] a"
    ).click()
    expect(page).to_have_url(f"{house.url}/studio/customers/?brand=onggi&stage=explore")


def test_it_sees_first_what_needs_it(studio: OpenStudio) -> None:
    page = studio("it").open("/studio/")
    expect(page.locator(".dg-page h2").first).to_have_text("What needs you")


def test_refused_events_of_many_sources_are_told_in_one_sentence(
    studio: OpenStudio, house: House
) -> None:
    for source in ("shop", "onggi-web", "soban-web", "onggi-till"):
        many = 400 if source == "onggi-till" else 1
        broken = {"batch": [{"type": "track"}] * many}
        status, said = house.server.ask("/v1/batch", broken, f"Bearer {house.keys[source]}")
        assert (status, len(said["rejected"])) == (200, many)
    page = studio("it", "ko").open("/studio/")
    assert wait_for(lambda: "onggi-till" in page.reload().text())
    need = page.locator(".dg-needs li", has_text="거절되었습니다")
    expect(need).to_have_count(1)
    expect(need).to_contain_text("onggi-till에서 왔습니다")
    need.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("소스")
    expect(page.locator("tr", has_text="onggi-till")).to_contain_text("400")


def test_events_set_aside_are_counted_for_who_may_look_after_them(
    studio: OpenStudio, house: House
) -> None:
    set_aside(house, "onggi", "vault")
    page = studio("it", "en").open("/studio/")
    need = page.locator(".dg-needs li", has_text="1 event waits set aside")
    expect(need).to_be_visible()
    expect(page.locator(".dg-needs")).not_to_contain_text("mina@")
    page = studio("marketing", "en").open("/studio/")
    page.locator(".dg-needs li", has_text="1 event waits set aside").get_by_role("link").click()
    expect(page.locator("#le-outcome")).to_have_value("aside")
    expect(studio("executive", "en").open("/studio/").locator(".dg-needs")).to_have_count(0)


def test_a_walled_brand_is_as_if_it_were_not_there(studio: OpenStudio) -> None:
    for role in ("marketing", "it"):
        page = studio(role).open("/studio/")
        expect(page.get_by_role("heading", name="Onggi", exact=True)).to_be_visible()
        expect(page.locator(".dg-page")).not_to_contain_text("Vault")
        expect(page.locator(".dg-page")).not_to_contain_text("비밀")


def test_who_may_not_see_personal_data_sees_shortened_names(
    studio: OpenStudio, house: House
) -> None:
    who = {"type": "identify", "userId": "just-now", "traits": {"name": "봄이슬"}}
    house.send("onggi-web", who)
    house.wait_for_customer("user_id:just-now")
    expect(studio("marketing").open("/studio/").locator(".dg-recent")).to_contain_text("봄이슬")
    expect(studio("it").open("/studio/").locator(".dg-recent")).not_to_contain_text("봄이슬")


def test_the_executive_sees_stages_and_no_person(studio: OpenStudio) -> None:
    page = studio("executive").open("/studio/")
    expect(page.locator(".dg-ribbon").first).to_be_visible()
    expect(page.locator(".dg-recent")).to_have_count(0)
    expect(page.locator(".dg-ribbon a")).to_have_count(0)
