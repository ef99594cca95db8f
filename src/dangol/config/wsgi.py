"""The web process's application."""

import gc
import os
from pathlib import Path

from dangol.config.data_folder import at_path
from dangol.config.standing_back import standing_back, trip_is_behind

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")

gc.disable()  # next to nothing that is loaded is garbage; looking for it takes a fifth of the time
with (
    trip_is_behind(at_path(Path(os.environ.get("DANGOL_DATA", "var")))) as is_behind,
    standing_back(is_behind),
):
    from django.core.checks.urls import check_resolver
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    application = get_wsgi_application()
    check_resolver(get_resolver())  # all pages are imported now, not while the first visitor waits
gc.collect()
gc.freeze()
gc.enable()
