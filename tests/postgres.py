"""A throw-away PostgreSQL server on loopback, shared by the workers of one test run."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg
import pytest

OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class Cluster:
    """One server; started by the first who joins, removed by the last who leaves.

    PostgreSQL refuses to run as root, so root hands the data to the system's ``postgres`` user, in
    a folder that this user can reach, which pytest's own is not.

    Args:
        folder: where those who join tell each other of the server; they hold a lock on it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._address = folder / "address.json"

    def join(self) -> bool:
        """Start the server, or use the one that another worker started.

        Returns:
            True where it is fresh and empty.
        """
        fresh = not self._address.exists()
        if fresh:
            self._start()
        told = json.loads(self._address.read_text())
        self.port = told["port"]
        self._tell(told["port"], told["data"], told["users"] + 1)
        return fresh

    def leave(self) -> None:
        """Stop and remove the server where nobody else uses it."""
        told = json.loads(self._address.read_text())
        self._tell(told["port"], told["data"], told["users"] - 1)
        if told["users"] == 1:
            _run("pg_ctl", "stop", "-D", told["data"], "-m", "immediate")
            shutil.rmtree(told["data"])
            self._address.unlink()

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

    def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        data = tempfile.mkdtemp(prefix="dangol-postgres-")
        if os.getuid() == 0:
            shutil.chown(data, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {OPTIONS}"
        _run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8")
        _run("pg_ctl", "start", "-w", "-D", data, "-l", f"{data}/server.log", "-o", options)
        self._tell(port, data, 0)

    def _tell(self, port: int, data: str, users: int) -> None:
        self._address.write_text(json.dumps({"port": port, "data": data, "users": users}))


class House:
    """One database for many tests, one after the other, which begin with what it first held.

    Making a database costs PostgreSQL ten times as much as emptying one.

    Args:
        url: the database, as each test is to find it; nobody else uses it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._sequences = self._numbers()
        self._tables = self._ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self._filled = self._with_rows(self._tables)
        self._do("CREATE SCHEMA kept")
        for table in self._filled:
            self._do(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')

    def restore(self) -> None:
        """Make everything what it was, whatever was written and whoever is still connected."""
        self._do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = self._ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self._do("SET session_replication_role = replica")  # keys are whole again in the end
        for table in set(tables) - set(self._tables):
            self._do(f'DROP TABLE public."{table}" CASCADE')
        for table in self._with_rows(self._tables):
            self._do(f'DELETE FROM public."{table}"')
        for table in self._filled:
            self._do(f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"')
        for name in self._numbers().items() - self._sequences.items():
            self._do(f'ALTER SEQUENCE public."{name[0]}" RESTART')
            if (last := self._sequences[name[0]]) is not None:
                self._do(f"SELECT setval('public.{name[0]}', {last})")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _with_rows(self, tables: list[str]) -> list[str]:
        """Return those of these tables that hold anything."""
        each = (f"SELECT '{table}' WHERE EXISTS (TABLE public.\"{table}\")" for table in tables)
        return self._ask(" UNION ALL ".join(each))

    def _numbers(self) -> dict[str, int | None]:
        """Return the last number that each sequence gave; None before its first."""
        asked = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        return dict(self._connection.execute(asked).fetchall())

    def _ask(self, statement: str) -> list[str]:
        rows = self._connection.execute(statement)
        return [name for (name,) in rows.fetchall()]

    def _do(self, statement: str) -> None:
        self._connection.execute(statement)


def _run(program: str, *arguments: str) -> None:
    command = [str(_binaries() / program), *arguments]
    if os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", check=False
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
