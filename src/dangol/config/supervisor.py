"""``dangol up``: all roles as one tree that starts fast, heals itself and stops cleanly."""

import contextlib
import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Sequence

from dangol.config.addresses import base_url, is_ready, keep_port
from dangol.config.data_folder import DataFolder
from dangol.config.role_process import RoleProcess
from dangol.config.roles.lifeline import PARENT
from dangol.config.signals import SignalInbox
from dangol.config.standing import DEVICES, Standing, write_standing
from dangol.kernel import clock

ROLES = ("edge", "trip", "web", "lake", "jobs")
"""In the order in which they are started; stopped in this order too: first nothing new comes in."""
STOP_SECONDS = 20
WATCH_SECONDS = 0.25
"""How often to look for what is due; the end of a process is noticed at once."""

report = logging.getLogger(__name__)
Tell = Callable[..., None]
"""Says a sentence with placeholders to whoever watches the terminal."""


class Supervisor:
    """One tree of roles on one data folder.

    Args:
        folder: an initialised data folder, which the caller holds.
        host: address to listen on, found usable.
        port: port to listen on.
        names: the roles to run.
        tell: says sentences to the terminal.
        mqtt_port: port for connected devices; None where they are not heard.
    """

    def __init__(
        self,
        folder: DataFolder,
        host: str,
        port: int,
        names: Sequence[str],
        tell: Tell,
        mqtt_port: int | None = None,
    ) -> None:
        self._folder = folder
        self._host = host
        self._port = port
        self._say = tell
        self._kept = contextlib.ExitStack()
        web_port = self._keep_port()
        arguments = {"edge": (host, str(port)), "web": (str(web_port),)}
        environment = _environment(folder, web_port)
        running = [name for name in ROLES if name in names]
        if mqtt_port is not None:
            arguments[DEVICES] = (host, str(mqtt_port))
            environment |= _environment_of_devices(self._keep_port())
            running.append(DEVICES)
        self._roles = [RoleProcess(name, arguments.get(name, ()), environment) for name in running]
        self._standing = Standing(
            pid=os.getpid(),
            host=host,
            port=port,
            web_port=web_port,
            started=clock.now(),
            roles=[role.standing for role in self._roles],
        )

    def run(self) -> None:
        """Run the tree until SIGTERM, SIGINT or SIGHUP, then stop it cleanly."""
        signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
        with self._kept, SignalInbox(*signals) as inbox:
            threading.Thread(target=self._tell_ready, name="ready", daemon=True).start()
            try:
                self._watch(inbox)
            finally:
                self._stop()

    def _keep_port(self) -> int:
        port, kept = keep_port()
        self._kept.enter_context(contextlib.closing(kept))
        return port

    def _watch(self, inbox: SignalInbox) -> None:
        came: frozenset[int] = frozenset()
        while came <= {signal.SIGCHLD}:
            changed = [self._tend(role) for role in self._roles]
            if any(changed):
                write_standing(self._folder, self._standing)
            came = inbox.wait(WATCH_SECONDS)
        report.info("stopping", extra={"signals": sorted(came)})

    def _tend(self, role: RoleProcess) -> bool:
        pause = role.notice_end()
        if pause is not None:
            standing = role.standing
            report.error("role_ended", extra={"role": standing.name, "how": standing.last_end})
            self._tell(
                "The role {role} ended ({how}). It starts again in {pause} seconds.",
                role=standing.name,
                how=standing.last_end,
                pause=pause,
            )
        if not role.wants_start:
            return pause is not None
        role.start()
        started = {"role": role.standing.name, "pid": role.standing.pid}
        report.info("role_started", extra=started)
        return True

    def _stop(self) -> None:
        first, others = self._roles[:1], self._roles[1:]
        for part in (first, others):
            for role in part:
                role.ask_to_stop()
            for role in part:
                role.wait_stopped(STOP_SECONDS)
        self._tell("Dangol has stopped.")

    def _tell(self, sentence: str, **values: object) -> None:
        """Say something to the terminal, which may be gone; the house does not live off it."""
        with contextlib.suppress(OSError):
            self._say(sentence, **values)

    def _tell_ready(self) -> None:
        began = time.monotonic()
        url = base_url(self._host, self._port)
        if all(role.standing.name != "edge" for role in self._roles):
            return
        while not is_ready(url):
            time.sleep(0.1)
        seconds = round(time.monotonic() - began, 1)
        report.info("ready", extra={"seconds": seconds})
        self._tell(
            "Dangol is ready at {url} after {seconds} seconds. Stop it with Ctrl-C.",
            url=f"{url}/studio/",
            seconds=seconds,
        )


def _environment(folder: DataFolder, web_port: int) -> dict[str, str]:
    return {
        "OPENBLAS_NUM_THREADS": "1",  # NumPy's algebra, which nobody uses, else starts by spinning
        **os.environ,
        PARENT: str(os.getpid()),
        "DANGOL_DATA": str(folder.path),
        "DANGOL_WEB_URL": f"http://127.0.0.1:{web_port}",
        "DANGOL_EDGE_TOKEN": secrets.token_urlsafe(24),
        "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _environment_of_devices(port: int) -> dict[str, str]:
    """Return what the edge and the broker have to know of each other."""
    return {
        "DANGOL_BROKER_URL": f"nats://127.0.0.1:{port}",
        "DANGOL_BROKER_TOKEN": secrets.token_urlsafe(24),
    }
