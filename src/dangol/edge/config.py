"""What the edge has to be told, from the environment of its process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dangol.engines.database import read_url, sqlite_url
from dangol.kernel.errors import Unavailable
from dangol.live.collect.api import HashKeys, parse_hash_keys

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
    """

    data: Path
    database_url: str
    web_url: str = WEB_URL
    secret: str = field(default="", repr=False)
    edge_token: str = field(default="", repr=False)
    https: bool = False
    hash_keys: HashKeys = field(default=HashKeys(), repr=False)


def read_config(environment: Mapping[str, str]) -> EdgeConfig:
    """Return the configuration that an environment describes.

    Args:
        environment: ``DANGOL_DATA``, ``DATABASE_URL``, ``DANGOL_WEB_URL``, ``DANGOL_EDGE_TOKEN``
            and ``DANGOL_HTTPS``.

    Raises:
        Unavailable: the data folder is not initialised, or the database's address is unusable.
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


def _signing_secret(data: Path) -> str:
    try:
        return str(json.loads((data / "secrets.json").read_bytes())["signing"])
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable(
            "secrets_unreadable",
            "The data folder {path} has no readable secrets.json. Run `dangol init` first.",
            path=data,
        ) from error
