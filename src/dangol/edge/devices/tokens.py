"""What tells the broker whom to let in: tokens that the edge signs and the broker trusts.

The broker asks the edge about everybody who connects, and believes an answer that is signed by the
key whose public half stands in its configuration
(https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_callout).
"""

import binascii
import hashlib
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ACCOUNT = b"\x00"
"""Before a public key it says that an account signs, as the broker spells its keys."""
_HEAD = b'{"typ":"JWT","alg":"ed25519-nkey"}'


class Server(msgspec.Struct, frozen=True):
    """A broker that asks."""

    id: str


class Client(msgspec.Struct, frozen=True):
    """A connection that somebody wants to use: its number, and as which device."""

    id: int
    mqtt_id: str = ""


class Stated(msgspec.Struct, frozen=True):
    """What somebody says of himself."""

    password: str = msgspec.field(default="", name="pass")


class Asked(msgspec.Struct, frozen=True):
    """The broker's question: may this client come in?"""

    server_id: Server
    user_nkey: str
    client_info: Client
    connect_opts: Stated


class _Question(msgspec.Struct, frozen=True):
    nats: Asked


_question = msgspec.json.Decoder(_Question).decode


def read_question(token: bytes) -> Asked:
    """Return what the broker asks; it comes by a connection that nobody else has.

    Raises:
        ValueError: it is no question of a broker.
    """
    try:
        return _question(_unpadded(token.split(b".")[1])).nats
    except IndexError as error:
        raise ValueError("no token") from error


class Issuer:
    """Signs who may come in.

    Args:
        secret: shared with the broker's process, which tells it the public half.
    """

    def __init__(self, secret: str) -> None:
        seed = hashlib.sha256(f"dangol broker issuer {secret}".encode()).digest()
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.name = _nkey(self._key.public_key().public_bytes_raw())

    def admit(self, asked: Asked, account: str, subjects: str, now: int) -> bytes:
        """Return the answer that lets a device in: to publish, by MQTT, and for nothing else.

        Args:
            asked: the question.
            account: the lane that it gets.
            subjects: what it may publish to.
            now: seconds since 1970.
        """
        rights = {
            "pub": {"allow": [subjects]},
            "sub": {"deny": [">"]},
            "subs": -1,
            "data": -1,
            "payload": -1,
            "allowed_connection_types": ["MQTT"],
            "type": "user",
            "version": 2,
        }
        user = self._signed(asked.user_nkey, account, rights, now)
        return self._answer(asked, {"jwt": user.decode()}, now)

    def refuse(self, asked: Asked, reason: str, now: int) -> bytes:
        """Return the answer that keeps a device out."""
        return self._answer(asked, {"error": reason}, now)

    def _answer(self, asked: Asked, answer: dict[str, str], now: int) -> bytes:
        told = {**answer, "type": "authorization_response", "version": 2}
        return self._signed(asked.user_nkey, asked.server_id.id, told, now)

    def _signed(self, subject: str, audience: str, told: dict[str, object], now: int) -> bytes:
        claims = {
            "jti": subject,
            "iat": now,
            "iss": self.name,
            "sub": subject,
            "aud": audience,
            "name": "device",
            "nats": told,
        }
        text = b"%b.%b" % (_packed(_HEAD), _packed(msgspec.json.encode(claims)))
        return b"%b.%b" % (text, _packed(self._key.sign(text)))


def _nkey(public: bytes) -> str:
    marked = _ACCOUNT + public
    check = binascii.crc_hqx(marked, 0).to_bytes(2, "little")
    return b32encode(marked + check).decode().rstrip("=")


def _packed(text: bytes) -> bytes:
    return urlsafe_b64encode(text).rstrip(b"=")


def _unpadded(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"==")
