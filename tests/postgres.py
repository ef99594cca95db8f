"""A throw-away PostgreSQL server on loopback, shared by the workers of one test run."""

import os
import shutil
import socket
import subprocess
import uuid
from pathlib import Path

import psycopg
import pytest

OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class Cluster:
    """One server in one folder; started by the first who joins, stopped by the last who leaves.

    PostgreSQL refuses to run as root, so root hands the folder to the system's ``postgres`` user.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0

    def join(self) -> None:
        """Start the server, or use the one that another worker started."""
        if not (self.folder / "port").exists():
            self._start()
        self.port = int((self.folder / "port").read_text())
        self._count(+1)

    def leave(self) -> None:
        """Stop the server where nobody else uses it."""
        if self._count(-1) == 0:
            self._run("pg_ctl", "stop", "-D", str(self.folder / "data"), "-m", "fast")
            (self.folder / "port").unlink()

    def url(self, name: str) -> str:
        """Return the address of one database of this server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def create_database(self, name: str = "", *, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = name or f"t{uuid.uuid4().hex[:12]}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _count(self, change: int) -> int:
        counter = self.folder / "users"
        users = (
            int(counter.read_text()) + change if counter.exists() else max(change, 0)
        )
        counter.write_text(str(users))
        return users

    def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        data = self.folder / "data"
        fresh = not data.exists()
        data.mkdir(exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(data, "postgres", "postgres")
            for parent in self.folder.parents:
                if parent.stat().st_uid == 0 and parent.name.startswith("pytest-"):
                    parent.chmod(0o755)
        data.chmod(0o700)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        if fresh:
            self._run(
                "initdb",
                "-D",
                str(data),
                "-U",
                "postgres",
                "--auth=trust",
                "-E",
                "UTF8",
            )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {OPTIONS}"
        log = str(data / "server.log")
        self._run("pg_ctl", "start", "-w", "-D", str(data), "-l", log, "-o", options)
        (self.folder / "port").write_text(str(port))

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(_binaries() / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode()[-800:]}")


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        pytest.fail(
            "PostgreSQL is not installed: run `make test`, or install your system's package."
        )
    return Path(found).resolve().parent
