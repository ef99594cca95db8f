"""The web process's application."""

import os

from django.core.checks.urls import check_resolver
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
application = get_wsgi_application()
check_resolver(get_resolver())  # all pages are imported now, not while the first visitor waits
