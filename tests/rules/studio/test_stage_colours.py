"""The six stage hues: one lightness, readable, and apart for every kind of colour vision."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import dangol

TOKENS = Path(dangol.__file__).parent / "studio" / "static" / "studio" / "css" / "tokens.css"
STAGES = ("discover", "explore", "buy", "use", "ask", "engage")

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "usual": np.eye(3),
    "protan": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deutan": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritan": np.array([
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip
# Björn Ottosson's OKLab (2020), from linear sRGB.
TO_LMS = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip


def linear(stage: str) -> np.ndarray:
    found = re.search(rf"--dg-stage-{stage}: #([0-9A-F]{{6}});", TOKENS.read_text())
    assert found, stage
    shown = np.array([int(found[1][i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    return TO_LAB @ np.cbrt(TO_LMS @ np.clip(rgb, 0, 1))


def test_all_stages_have_one_lightness() -> None:
    lightness = [oklab(linear(stage))[0] for stage in STAGES]
    assert max(lightness) - min(lightness) < 0.005


@pytest.mark.parametrize("stage", STAGES)
def test_white_words_are_readable_on_a_stage(stage: str) -> None:
    luminance = np.array([0.2126, 0.7152, 0.0722]) @ linear(stage)
    assert 1.05 / (luminance + 0.05) >= 4.5


@pytest.mark.parametrize("vision", sorted(VISION))
def test_any_two_stages_stay_apart(vision: str) -> None:
    seen = {stage: oklab(VISION[vision] @ linear(stage)) for stage in STAGES}
    for one, other in itertools.combinations(STAGES, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 0.055, (one, other)
