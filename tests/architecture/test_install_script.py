"""The script that installs the system's programs: it asks whoever sits there, and nobody else."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tools.house import ROOT

SCRIPT = ROOT / "tools" / "install_system_packages.sh"


@pytest.mark.parametrize(("attended", "first"), [(True, "env"), (False, "-n")])
def test_sudo_may_ask_where_somebody_sits_at_the_terminal(
    tmp_path: Path, attended: bool, first: str
) -> None:
    for name, does in (
        ("id", "echo 1000"),
        ("sudo", f"printf %s $1 >{tmp_path}/told"),
        ("apt-get", ""),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    terminal, theirs = pty.openpty()
    subprocess.run(
        [SCRIPT, "no-such-program"],
        stdin=theirs if attended else subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=True,
        capture_output=True,
    )
    os.close(terminal)
    os.close(theirs)
    assert (tmp_path / "told").read_text().strip() == first
