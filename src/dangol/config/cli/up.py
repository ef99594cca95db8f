"""``dangol up``: the whole house, or some of its roles, until it is told to stop."""

import logging.config
import os
from typing import Annotated

import typer

from dangol.config import data_folder, schema
from dangol.config.cli.options import DEFAULT_DATA, Data, note, say, tell_copy
from dangol.config.data_folder import DataFolder
from dangol.kernel.environment import find_number

NUMBERS = (
    "DANGOL_LOG_DAYS",
    "DANGOL_LOG_GB",
    "DANGOL_DISK_FLOOR_MB",
    "DANGOL_MOST_WAITING",
    "DANGOL_MQTT_MB",
    "DANGOL_MQTT_SYNC_MS",
)
MQTT_PORT = 1883
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
Only = Annotated[
    str | None,
    typer.Option("--only", help="Roles to run, separated by commas: edge,web,trip,lake,jobs."),
]
Mqtt = Annotated[bool, typer.Option("--mqtt", help="Hear connected devices by MQTT, too.")]
MqttPort = Annotated[
    int, typer.Option("--mqtt-port", min=1, max=65535, help="Port on which devices connect.")
]


def up(
    data: Data = DEFAULT_DATA,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    only: Only = None,
    mqtt: Mqtt = False,
    mqtt_port: MqttPort = MQTT_PORT,
) -> None:
    """Run all roles, or those named, as one supervised tree; SIGTERM stops it cleanly."""
    from dangol.config import logs
    from dangol.config.addresses import check_address  # `dangol up` alone pays for all of these
    from dangol.config.supervisor import ROLES, Supervisor

    names = _chosen(only, ROLES)
    for setting in NUMBERS:
        find_number(os.environ, setting)  # a sentence here; in a role it would be a restart
    folder = data_folder.open_folder(data)
    with data_folder.hold(folder):
        if "edge" in names:
            check_address(host, port)
        if mqtt:
            _check_devices(names, host, mqtt_port)
        _bring_up_to_date(folder)
        logging.config.dictConfig(logs.log_settings("supervisor", folder.logs, on_terminal=False))
        Supervisor(folder, host, port, names, say, mqtt_port if mqtt else None).run()


def _check_devices(names: tuple[str, ...], host: str, port: int) -> None:
    """Refuse to hear devices where nobody would, or nothing could."""
    from dangol.config.addresses import check_address
    from dangol.config.broker import find_program

    if "edge" not in names:
        raise typer.BadParameter("the role edge hears devices; name it, too.", param_hint="--only")
    find_program()
    check_address(host, port, "--mqtt-port")


def _bring_up_to_date(folder: DataFolder) -> None:
    """Migrate the database where it is older; an `init` on its way is waited for."""
    with data_folder.making(folder):
        if schema.is_current(folder):
            return
        note(
            "The database in {path} is not what this Dangol needs; bringing it up to date …",
            path=folder.path,
        )
        schema.migrate(folder, tell_copy)


def _chosen(only: str | None, roles: tuple[str, ...]) -> tuple[str, ...]:
    if only is None:
        return roles
    names = tuple(name.strip() for name in only.split(",") if name.strip())
    for name in names:
        if name not in roles:
            raise typer.BadParameter(
                f"{name} is no role of this version; there are {', '.join(sorted(roles))}.",
                param_hint="--only",
            )
    if not names:
        raise typer.BadParameter("name at least one role.", param_hint="--only")
    return names
