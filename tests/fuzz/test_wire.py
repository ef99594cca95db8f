"""The collection's door, in this process: what was answered is what the log holds, to the entry."""

from collections import Counter

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.kernel.event import Entry, Event, Rejection
from dangol.live.trip.api import list_hours
from tests.drawing import draw
from tests.fuzz.drawn import ODD_BODIES, Body, Drawn, requests
from tests.rooms.edge.asgi import Answered, EdgeClient
from tests.rooms.edge.conftest import Deployment
from tests.telling import tell

KEPT_WHOLE = (400, 413)
"""A request that could not be read, or the one event of which was refused: kept as one entry."""
SOURCE = "onggi-web"


class Account:
    """Asks, and compares each answer with what the log then holds more than before.

    Args:
        deployment: whose log it is.
        client: its edge.
    """

    def __init__(self, deployment: Deployment, client: EdgeClient) -> None:
        self.answered: Counter[int] = Counter()
        self.entries = 0
        self._log = deployment.log
        self._client = client

    def ask(self, request: Drawn) -> None:
        """Make a request and hold its answer against the log."""
        answer = self._client.ask("POST", request.path, request.body, request.headers)
        self.answered[answer.status] += 1
        kept = self._newly_kept()
        if answer.status == 200:
            self._hold_success(answer, kept, request.events)
        else:
            assert answer.status in KEPT_WHOLE, (answer.status, answer.body)
            assert answer.json["message"]
            assert [_code(entry) for entry in kept] == [answer.json["code"]]

    def ask_in_vain(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Make a request of which nothing may be kept."""
        answer = self._client.ask(method, path, body, headers)
        self.answered[answer.status] += 1
        assert answer.status in (400, 401, 404, 405, 413), (answer.status, answer.body)
        assert answer.json["code"]
        assert answer.json["message"]
        assert self._newly_kept() == []

    def _hold_success(self, answer: Answered, kept: list[Entry], events: int | None) -> None:
        told = answer.json
        assert told.pop("success") is True
        refused = told.pop("rejected", [])
        assert told == {}
        assert [one["code"] for one in refused] == [_code(one) for one in kept if _code(one)]
        assert len({one["index"] for one in refused}) == len(refused)
        assert all(one["index"] < len(kept) and one["message"] for one in refused)
        assert events in (None, len(kept))

    def _newly_kept(self) -> list[Entry]:
        chunks = self._log.read(self.entries, 100_000)
        kept = [entry for chunk in chunks for entry in chunk.entries()]
        self.entries += len(kept)
        assert self.entries == self._log.head()
        return kept


def _code(entry: Entry) -> str:
    if isinstance(entry, Rejection):
        return entry.code
    assert isinstance(entry, Event)
    return ""


def test_whatever_is_sent_is_answered_and_nothing_of_it_is_lost_or_kept_by_halves(
    deployment: Deployment,
) -> None:
    with EdgeClient(deployment.config) as client:
        account = Account(deployment, client)

        @draw(250, *HealthCheck)
        @given(request=requests(deployment.keys["onggi"]))
        def ask(request: Drawn) -> None:
            account.ask(request)

        ask()
    deployment.take_trip()
    now = clock.now()
    hours = list_hours(deployment.database, SOURCE, now - DAY, now + DAY)
    outcomes = [hour.accepted + hour.duplicates + hour.rejected for hour in hours]
    assert sum(outcomes) == account.entries  # each entry came to exactly one outcome
    assert account.answered.keys() == {200, *KEPT_WHOLE}
    tell("requests of strangers", account.answered.total(), account.answered)


FOREIGN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40)
ADDRESSES = st.sampled_from(
    ["/v1/track", "/v1/batch", "/v1/nothing", "/v1/webhooks/onggi", "/api/s/track", "/v1/webhooks/"]
) | FOREIGN.map(lambda text: "/v1/" + "".join(f"%{ord(letter):02x}" for letter in text))


def test_without_a_key_or_a_signature_nothing_is_kept_whatever_is_claimed(
    deployment: Deployment,
) -> None:
    names = ("authorization", "x-write-key", "x-shopify-hmac-sha256", "stripe-signature", "host")
    headers = st.dictionaries(st.sampled_from(names), FOREIGN, max_size=4)
    methods = st.sampled_from(["POST", "POST", "POST", "PUT", "DELETE", "TRACE", "é"])
    with EdgeClient(deployment.config) as client:
        account = Account(deployment, client)

        @draw(120, *HealthCheck)
        @given(methods, ADDRESSES, ODD_BODIES, headers)
        def ask(method: str, path: str, body: Body, claimed: dict[str, str]) -> None:
            account.ask_in_vain(method, path, body.text, claimed)

        ask()
    tell("requests without a right", account.answered.total(), account.answered)
