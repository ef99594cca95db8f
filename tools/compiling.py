"""Compiles what reads usual requests, while Dangol is built or installed to be edited.

Where no compiler is, or Python's headers are missing, Dangol is built without: Python does the
same, slower.
"""

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("src/dangol/live/collect/rules/swift/_wire.c")
OPTIONS = ("-O3", "-Wall", "-Wextra", "-fPIC", "-shared")


class Compiling(BuildHookInterface[Any]):
    """Hatch's step before files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; a wheel that holds the result is for this kind of machine alone."""
        made = compile_source(Path(self.root) / SOURCE)
        if made is None or version != "standard":
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append(str(made.relative_to(self.root)))


def compile_source(source: Path) -> Path | None:
    """Compile a module of Python beside its source, and return it; None where that fails."""
    target = source.with_suffix(sysconfig.get_config_var("EXT_SUFFIX") or ".so")
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return target
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    headers = sysconfig.get_paths()["include"]
    half = target.with_suffix(f".{os.getpid()}")
    command = [compiler, *OPTIONS, f"-I{headers}", "-o", str(half), str(source)]
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        half.unlink(missing_ok=True)
        why = getattr(error, "stderr", "") or str(error)
        print(f"Going on without compiled code, which is slower: {why[:300]}", file=sys.stderr)
        return None
    half.replace(target)  # whoever runs the old one keeps it
    return target
