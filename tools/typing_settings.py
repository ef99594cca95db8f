"""Django's settings for the type checker, on a data folder of its own."""

import os
from pathlib import Path

os.environ["DANGOL_DATA"] = str(Path(".mypy_cache") / "data")
os.environ["DATABASE_URL"] = ""

from dangol.config import data_folder

data_folder.make(data_folder.at_path(Path(os.environ["DANGOL_DATA"])))

from dangol.config.settings import *
