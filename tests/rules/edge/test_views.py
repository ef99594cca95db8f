import pytest

from dangol.edge.tokens import sign_view, verify_view
from dangol.kernel.errors import Unauthorised


def test_a_signed_view_is_read_back() -> None:
    view = verify_view("secret", sign_view("secret", {"b", "a"}, 100, names=False), now=99)
    assert (view.brands, view.expires, view.names) == (("a", "b"), 100, False)


def changed(token: str, place: int) -> str:
    letter = "A" if token[place] != "A" else "B"
    return token[:place] + letter + token[place + 1 :]


@pytest.mark.parametrize("place", [0, 5, -30, -2])
def test_a_changed_token_is_refused(place: int) -> None:
    token = sign_view("secret", ["onggi"], 100)
    with pytest.raises(Unauthorised):
        verify_view("secret", changed(token, place), now=0)


@pytest.mark.parametrize("token", ["", ".", "a.b", "WyJ4Il0.", "é.é", sign_view("other", [], 100)])
def test_what_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(Unauthorised):
        verify_view("secret", token, now=0)


def test_a_token_ends_at_its_instant() -> None:
    token = sign_view("secret", ["onggi"], 100)
    with pytest.raises(Unauthorised) as refusal:
        verify_view("secret", token, now=100)
    assert refusal.value.code == "token_unusable"
