"""What the edge has to be told, from the environment of its process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dangol.edge.devices.broker import Broker, find_broker
from dangol.engines.database import read_url, sqlite_url
from dangol.kernel.environment import find_number
from dangol.kernel.errors import Unavailable
from dangol.live.collect.api import HashKeys, parse_hash_keys

DISK_FLOOR_MB = 64
MOST_WAITING = 10_000_000
WEB_URL = "http://127.0.0.1:8001"


@dataclass(frozen=True)
class EdgeConfig:
    """Everything that the edge needs to know to start.

    Args:
        data: the data folder, initialised.
        database_url: the operational database.
        web_url: where the web process listens.
        secret: the deployment's signing secret; Studio pages sign what the live stream may show.
        edge_token: tells the web process that a request came through this edge.
        https: whether people come over HTTPS, by a proxy of the deployment's own.
        hash_keys: by which tracking plans hash personal data.
        disk_floor: bytes of the data folder's disk that stay free: at less, no event is taken.
        most_waiting: entries that may wait for the trip: at more, no event is taken. 0 for any.
        broker: what connected devices publish to; None where they are not heard.
    """

    data: Path
    database_url: str
    web_url: str = WEB_URL
    secret: str = field(default="", repr=False)
    edge_token: str = field(default="", repr=False)
    https: bool = False
    hash_keys: HashKeys = field(default=HashKeys(), repr=False)
    disk_floor: int = DISK_FLOOR_MB * 1024**2
    most_waiting: int = MOST_WAITING
    broker: Broker | None = None


def read_config(environment: Mapping[str, str]) -> EdgeConfig:
    """Return the configuration that an environment describes.

    Args:
        environment: ``DANGOL_DATA``, ``DATABASE_URL``, ``DANGOL_WEB_URL``, ``DANGOL_EDGE_TOKEN``,
            ``DANGOL_HTTPS``, ``DANGOL_DISK_FLOOR_MB``, ``DANGOL_MOST_WAITING``, and what tells of
            the broker (see ``find_broker``).

    Raises:
        Unavailable: the data folder is not initialised, or the database's address is unusable.
        Unusable: one of the bounds is no number.
    """
    data = Path(environment.get("DANGOL_DATA") or "var").expanduser().resolve()
    url = environment.get("DATABASE_URL", "").strip()
    return EdgeConfig(
        data=data,
        database_url=read_url(url) if url else sqlite_url(data / "dangol.db"),
        web_url=environment.get("DANGOL_WEB_URL") or WEB_URL,
        secret=_signing_secret(data),
        edge_token=environment.get("DANGOL_EDGE_TOKEN", ""),
        https=environment.get("DANGOL_HTTPS") == "1",
        hash_keys=read_hash_keys(data),
        disk_floor=read_disk_floor(environment),
        most_waiting=_most_waiting(environment),
        broker=find_broker(environment),
    )


def read_hash_keys(data: Path) -> HashKeys:
    """Return the keys by which a deployment hashes personal data.

    Raises:
        Unavailable: the data folder has none; what was to be hashed must not be kept as it is.
    """
    try:
        return parse_hash_keys((data / "hash_keys.json").read_bytes())
    except (OSError, ValueError) as error:
        raise Unavailable(
            "hash_keys_unreadable",
            "The data folder {path} has no readable hash_keys.json. Run `dangol init`, or restore "
            "the file from a backup.",
            path=data,
        ) from error


def read_disk_floor(environment: Mapping[str, str]) -> int:
    """Return the bytes of disk that must stay free.

    Raises:
        Unusable: ``DANGOL_DISK_FLOOR_MB`` is no number.
    """
    megabytes = find_number(environment, "DANGOL_DISK_FLOOR_MB")
    return int((DISK_FLOOR_MB if megabytes is None else megabytes) * 1024**2)


def _most_waiting(environment: Mapping[str, str]) -> int:
    most = find_number(environment, "DANGOL_MOST_WAITING")
    return MOST_WAITING if most is None else int(most)


def _signing_secret(data: Path) -> str:
    try:
        return str(json.loads((data / "secrets.json").read_bytes())["signing"])
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable(
            "secrets_unreadable",
            "The data folder {path} has no readable secrets.json. Run `dangol init` first.",
            path=data,
        ) from error
