"""Brands, API keys, people: IT's pages, with the reach of what they do told before."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique


def test_a_brand_is_added_walled_off_and_opened_again(studio: OpenStudio) -> None:
    window = studio("it")
    name = unique("Brand")
    page = window.open("/studio/system/brands/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Time zone").fill("asia/seoul")
    page.get_by_label("Currency").fill("krw")
    page.get_by_role("button", name="Add the brand").click()
    row = page.locator("tr", has_text=name)
    expect(row).to_contain_text("Asia/Seoul")
    expect(row).to_contain_text("Open")
    row.get_by_role("link").click()
    expect(page.locator(".dg-reach")).to_contain_text("matched only with each other")
    page.get_by_role("button", name="Wall it off").click()
    expect(row).to_contain_text("Walled off")
    expect(row).to_contain_text("not in your view")
    window.check("brand-walled")
    row.get_by_role("link").click()
    page.get_by_role("button", name="Take down the wall").click()
    expect(row).to_contain_text("Open")


def test_a_brand_with_a_wrong_zone_is_told_where(studio: OpenStudio) -> None:
    window = studio("it", "ko")
    window.expected = {422}
    page = window.open("/studio/system/brands/add/")
    page.get_by_label("이름").fill(unique("Brand"))
    page.get_by_label("시간대").fill("Nowhere/City")
    page.get_by_role("button", name="브랜드 추가").click()
    fault = page.locator(".dg-field", has=page.get_by_label("시간대")).locator(".dg-field__fault")
    expect(fault).to_have_text("Asia/Seoul 같은 시간대를 적으세요.")


def test_an_api_key_is_shown_once_works_and_is_revoked(studio: OpenStudio, house: House) -> None:
    window = studio("it")
    name = unique("key")
    page = window.open("/studio/system/keys/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Onggi").check()
    page.get_by_role("button", name="Make the key").click()
    key = page.locator(".dg-copy code").inner_text().strip()
    asked = ("/v1/customers/user_id:u-1", None, f"Bearer {key}")
    assert house.server.ask(*asked)[0] == 200
    page = window.open("/studio/system/keys/")
    expect(page.locator("body")).not_to_contain_text(key)
    page.get_by_role("link", name=f"Revoke {name}").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator(".messages")).to_contain_text("is revoked")
    assert house.server.ask(*asked)[0] == 401


def test_a_person_is_added_with_a_role_and_a_brand_and_can_sign_in(
    studio: OpenStudio, house: House
) -> None:
    window = studio("it")
    name = unique("mina")
    page = window.open("/studio/users/new/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Sees every brand without a wall").uncheck()
    page.get_by_label("Maru").check()
    for field in ("#id_password1", "#id_password2"):
        page.fill(field, "correct horse battery")
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Add the person").click()
    expect(page.locator(".messages")).to_contain_text("can sign in now")
    house.passwords[name] = "correct horse battery"
    mine = studio(name).open("/studio/")
    expect(mine.get_by_role("heading", name="Maru", exact=True)).to_be_visible()
    expect(mine.locator(".dg-page")).not_to_contain_text("Onggi")


def test_nobody_but_it_manages_brands_keys_and_people(studio: OpenStudio) -> None:
    window = studio("marketing")
    for path in ("/studio/system/brands/", "/studio/system/keys/", "/studio/users/"):
        expect(window.open(path).locator("h1")).to_have_text("Today")
