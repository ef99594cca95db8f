"""Pages as programs: the commands in ``console`` blocks run in order, their output is compared.

A block looks as it does on a reader's screen::

    ```console
    $ dangol sources list --json | python -m json.tool
    …
        "name": "shop",
    …
    ```

Lines that begin with ``$`` are commands (``>`` goes on with one), the rest is what they print. A
line that holds only ``…`` stands for any lines, ``…`` inside a line for any text; a command
without printed lines may print anything, and what one in the background (``&``) says belongs to
none. A block of another kind with ``title="NAME"`` is a file that the reader writes. One shell runs
a whole page, in an empty folder with a port of its own. Its commands are forks of a warm process,
but for those that stay: ``dangol up`` is the program itself.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests import warm
from tests.server import DANGOL

BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "127.0.0.1:8000"
SECONDS = 120


@dataclass
class Command:
    """One command of a page, where it stands, and what the page says it prints."""

    line: int
    text: str
    printed: list[str] = field(default_factory=list)

    def matches(self, output: str) -> bool:
        """Tell whether an output is what the page says."""
        if not self.printed:
            return True
        lines = [
            r"(?:.*\n)*?" if line.strip() == "…" else _line_pattern(line) for line in self.printed
        ]
        return re.fullmatch("".join(lines), output.rstrip("\n") + "\n") is not None


@dataclass
class Page:
    """What a reader of one page types: files and commands, in order."""

    files: dict[str, str]
    commands: list[Command]


def read_page(text: str) -> Page:
    """Return the files and commands of a page."""
    page = Page({}, [])
    for block in BLOCK.finditer(text):
        kind, title, body = block.groups()
        if kind == "console":
            page.commands += _commands(body, text[: block.start(3)].count("\n") + 1)
        elif title:
            page.files[title] = body
    return page


def run_page(page: Page, folder: Path) -> list[str]:
    """Type a page's commands into one shell and return what each printed.

    Raises:
        AssertionError: a command failed; the message holds its line and output.
    """
    for name, text in page.files.items():
        (folder / name).write_text(text)
    port = free_port()
    output = folder / "output.txt"
    with output.open("wb") as out:
        shell = subprocess.Popen(
            ["bash", "-c", _script(page.commands, port)],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        status = shell.wait(timeout=SECONDS)
    finally:
        _end(shell)
    printed = output.read_text().replace(f"127.0.0.1:{port}", ADDRESS)
    parts = re.split(r"\x1e\d+\n", printed)[1:]
    failed = page.commands[len(parts) - 1]
    assert status == 0, f"line {failed.line}: {failed.text}\n{parts[-1]}"
    return parts


def free_port() -> int:
    """Return a port on loopback that nobody uses."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _commands(body: str, line: int) -> list[Command]:
    found: list[Command] = []
    for number, text in enumerate(body.splitlines(), start=line):
        if text.startswith("$ "):
            found.append(Command(number, text[2:]))
        elif text.startswith("> "):
            found[-1].text += "\n" + text[2:]
        else:
            found[-1].printed.append(text)
    return found


def _line_pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("…")) + r"\s*\n"


def _script(commands: list[Command], port: int) -> str:
    lines = [f'dangol() {{ {shlex.join(warm.program())} "$@"; }}']
    # The Studio's process is dear to start, and only a page that asks it would miss it.
    asked = any("/studio" in command.text for command in commands)
    roles = "" if asked else "--only edge,trip,lake"
    for number, command in enumerate(commands):
        text = command.text.replace(ADDRESS, f"127.0.0.1:{port}")
        text = re.sub(r"\bdangol up\b", f"{DANGOL} up --port {port} {roles}", text)
        # It speaks when it likes, so its words would fall among those of any later command.
        text = re.sub(r"&$", f"> background-{number}.txt 2>&1 &", text)
        lines += [
            f"printf '\\x1e%s\\n' {number}",
            text,
            "status=$?; [ $status = 0 ] || exit $status",
        ]
    return "\n".join(lines)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DANGOL_")}
    kept.pop("DATABASE_URL", None)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": programs, "COLUMNS": "100", "NO_COLOR": "1", "DANGOL_LANGUAGE": "en"}


def _end(shell: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(shell.pid, sign)
        except ProcessLookupError:
            return
        _wait_for_group(shell.pid)


def _wait_for_group(group: int) -> None:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
