"""Signing in and out, languages, the menu by role."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenStudio

MENUS = {
    "it": ["Today", "Customers", "Insights", "Live events", "Sources", "System", "한국어"],
    "marketing": ["Today", "Customers", "Insights", "Live events", "Sources", "System", "한국어"],
    "executive": ["Today", "Insights", "System", "한국어"],
}


@pytest.mark.parametrize("role", sorted(MENUS))
def test_the_menu_shows_a_role_what_it_may_use(studio: OpenStudio, role: str) -> None:
    page = studio(role).open("/studio/")
    labels = page.locator(".sidebar-main-menu__list .menuitem-label:visible")
    expect(labels).to_have_text(MENUS[role])


def test_a_person_signs_in_at_the_page(studio: OpenStudio) -> None:
    window = studio(None, "ko")
    window.sign_in_at_the_page("marketing")
    expect(window.page.locator("h1")).to_contain_text("오늘")


def test_a_wrong_password_is_told_in_the_language(studio: OpenStudio) -> None:
    window = studio(None, "ko")
    page = window.open("/studio/login/")
    page.fill("#id_username", "sales")
    page.fill("#id_password", "wrong")
    page.click("form.dg-form button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("비밀번호")


def test_too_many_wrong_passwords_pause_signing_in(studio: OpenStudio) -> None:
    window = studio(None, "ko")
    window.expected = {429}
    page = window.open("/studio/login/")
    for _ in range(8):
        page.fill("#id_username", "nobody")
        page.fill("#id_password", "wrong")
        page.click("form.dg-form button[type=submit]")
        page.wait_for_load_state("load")
    expect(page.locator("h1")).to_have_text("로그인이 잠시 중지되었습니다")
    window.check("locked-out")


def test_the_language_is_chosen_before_signing_in_and_kept(studio: OpenStudio) -> None:
    page = studio(None, "en").open("/studio/login/")
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("h1")).to_have_text("로그인")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sign in")


def test_the_menu_switches_the_language_of_the_page_at_hand(studio: OpenStudio) -> None:
    somebody = studio("it").add_person("Analyst")
    page = studio(somebody).open("/studio/sources/")
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("h1")).to_have_text("소스")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sources")


def test_signing_out_leads_back_to_the_sign_in_page(studio: OpenStudio) -> None:
    page = studio("sales").open("/studio/")
    page.locator(".sidebar-footer__account").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("h1")).to_have_text("Sign in")


def test_the_password_can_be_changed_without_telling_a_name(studio: OpenStudio) -> None:
    somebody = studio("it").add_person("Service")
    window = studio(somebody)
    page = window.open("/studio/account/")
    page.fill("#id_password-old_password", window.house.passwords[somebody])
    page.fill("#id_password-new_password1", "a new-Passphrase 7")
    page.fill("#id_password-new_password2", "a new-Passphrase 7")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("successfully")
    window.house.passwords[somebody] = "a new-Passphrase 7"
    studio(None).sign_in_at_the_page(somebody)


def test_an_unknown_address_is_told_kindly(studio: OpenStudio) -> None:
    window = studio("it", "ko")
    window.expected = {404}
    page = window.open("/studio/no-such-page/")
    expect(page.locator("h1")).to_have_text("이 주소에는 아무것도 없습니다")
    window.check("not-found")
