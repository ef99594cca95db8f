"""``dangol up``: all roles as one tree that starts fast, heals itself and stops cleanly."""

import errno
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence

from dangol.config import data_folder
from dangol.config.data_folder import DataFolder
from dangol.config.roles.lifeline import PARENT
from dangol.config.signals import SignalInbox
from dangol.config.standing import RoleStanding, Standing, write_standing
from dangol.kernel import clock
from dangol.kernel.errors import Unavailable

ROLES = ("edge", "trip", "web")
"""In the order in which they are started; stopped in this order too: first nothing new comes in."""
STOP_SECONDS = 20
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
STEADY_SECONDS = 30
"""A role that ran this long and then ends is restarted without the pause of earlier failures."""

report = logging.getLogger(__name__)
Tell = Callable[..., None]
"""Says a sentence with placeholders to whoever watches the terminal."""


class AddressUnusable(Unavailable):
    """The address cannot be listened on."""


class Role:
    """One supervised process, started again when it ends."""

    def __init__(self, name: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
        self.standing = RoleStanding(name, 0, 0)
        self._command = [sys.executable, "-m", f"dangol.config.roles.{name}", *arguments]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._started = 0.0

    @property
    def wants_start(self) -> bool:
        """Whether it should be started now."""
        return self._process is None and time.monotonic() >= self._next_start

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL
        )
        self._started = time.monotonic()
        self.standing.pid = self._process.pid
        self.standing.started = clock.now()

    def notice_end(self) -> float | None:
        """Return in how many seconds a process that has ended is started again, else None."""
        if self._process is None or self._process.poll() is None:
            return None
        self.standing.last_end = _how(self._process.returncode)
        self.standing.ended = clock.now()
        self.standing.restarts += 1
        self._process = None
        if time.monotonic() - self._started > STEADY_SECONDS:
            self._pause = FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        self._next_start = time.monotonic() + pause
        return pause

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None:
            self._process.terminate()

    def wait_stopped(self, seconds: float) -> None:
        """Wait for the end, and force it when it takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            report.warning("role_killed", extra={"role": self.standing.name})
            self._process.kill()
            self._process.wait()


class Supervisor:
    """One tree of roles on one data folder.

    Args:
        folder: an initialised data folder.
        host: address to listen on.
        port: port to listen on.
        names: the roles to run.
        tell: says sentences to the terminal.
    """

    def __init__(
        self, folder: DataFolder, host: str, port: int, names: Sequence[str], tell: Tell
    ) -> None:
        self._folder = folder
        self._host = host
        self._port = port
        self._tell = tell
        web_port = _free_port()
        arguments = {"edge": (host, str(port)), "web": (str(web_port),)}
        environment = _environment(folder, web_port)
        self._roles = [
            Role(name, arguments.get(name, ()), environment) for name in ROLES if name in names
        ]
        self._standing = Standing(
            pid=os.getpid(),
            host=host,
            port=port,
            web_port=web_port,
            started=clock.now(),
            roles=[role.standing for role in self._roles],
        )

    def run(self) -> None:
        """Run the tree until SIGTERM, SIGINT or SIGHUP, then stop it cleanly.

        Raises:
            FolderHeld: another supervisor runs on the folder.
            AddressUnusable: the port is taken, or the address is not ours. Nothing was started.
        """
        with (
            SignalInbox(signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD) as inbox,
            data_folder.hold(self._folder),
        ):
            check_address(self._host, self._port)
            threading.Thread(target=self._tell_ready, name="ready", daemon=True).start()
            try:
                self._watch(inbox)
            finally:
                self._stop()

    def _watch(self, inbox: SignalInbox) -> None:
        came: frozenset[int] = frozenset()
        while came <= {signal.SIGCHLD}:
            changed = [self._tend(role) for role in self._roles]
            if any(changed):
                write_standing(self._folder, self._standing)
            came = inbox.wait(FIRST_PAUSE)
        report.info("stopping", extra={"signals": sorted(came)})

    def _tend(self, role: Role) -> bool:
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

    def _tell_ready(self) -> None:
        began = time.monotonic()
        url = base_url(self._host, self._port)
        if all(role.standing.name != "edge" for role in self._roles):
            return
        while not _answers(f"{url}/readyz"):
            time.sleep(0.1)
        seconds = round(time.monotonic() - began, 1)
        report.info("ready", extra={"seconds": seconds})
        self._tell(
            "Dangol is ready at {url} after {seconds} seconds. Stop it with Ctrl-C.",
            url=f"{url}/studio/",
            seconds=seconds,
        )


def check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Raises:
        AddressUnusable: with a sentence that says why.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as error:
        raise _address_refused(host, port, error) from error


def base_url(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104, only compared
    return f"http://{name}:{port}"


def _address_refused(host: str, port: int, error: OSError) -> AddressUnusable:
    if error.errno == errno.EADDRINUSE:
        return AddressUnusable(
            "port_in_use",
            "Port {port} on {host} is in use by another program. Stop that program, or choose "
            "another port with --port.",
            host=host,
            port=port,
        )
    if error.errno == errno.EACCES:
        return AddressUnusable(
            "port_forbidden",
            "Port {port} needs rights that this user does not have. Choose one above 1023 with "
            "--port.",
            port=port,
        )
    return AddressUnusable(
        "address_unusable",
        "{host} is no address of this machine. Choose another one with --host.",
        host=host,
    )


def _environment(folder: DataFolder, web_port: int) -> dict[str, str]:
    return {
        **os.environ,
        PARENT: str(os.getpid()),
        "DANGOL_DATA": str(folder.path),
        "DANGOL_WEB_URL": f"http://127.0.0.1:{web_port}",
        "DANGOL_EDGE_TOKEN": secrets.token_urlsafe(24),
        "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310, our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def _how(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
