"""Coverage-guided fuzzing of what decodes requests, deliveries and files of strangers."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.drawing import TIMES
from tests.telling import tell

CORPUS = Path(__file__).parent / "corpus"
RUNS = {"requests": 3000, "deliveries": 2000, "files": 200}
"""Inputs to try in the tests of each day; to prove, a hundred times as many."""
LONGER = 100
DONE = re.compile(r"^Done (\d+) runs", re.MULTILINE)
COVERED = re.compile(r"\bcov: (\d+)")


@pytest.mark.skipif(find_spec("atheris") is None, reason="Atheris is built for Linux on x86-64")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("target", RUNS)
def test_no_input_breaks_what_decodes_it(target: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS / target, corpus)  # what reached new lines is added to it
    runs = RUNS[target] * (LONGER if TIMES > 1 else 1)
    seed = [] if TIMES > 1 else ["-seed=1"]
    fuzzer = [sys.executable, "-m", "tests.fuzz.decoder", target, str(corpus)]
    limits = ["-max_len=16384", "-timeout=20", f"-artifact_prefix={tmp_path}/"]
    done = subprocess.run(
        [*fuzzer, f"-runs={runs}", *seed, *limits], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = DONE.search(done.stderr)
    assert found is not None, done.stderr[-4000:]
    covered = [int(lines) for lines in COVERED.findall(done.stderr)]
    assert covered[-1] > covered[0]  # inputs that were made reach what the corpus does not
    tell(f"{target}, guided by coverage, {covered[-1]} places reached", int(found[1]))
