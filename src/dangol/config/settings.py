"""Django's settings, from the data folder and the environment; safe where nothing is said.

Environment:
    DANGOL_DATA: the data folder (default ``./var``).
    DATABASE_URL: ``postgresql://…`` instead of the SQLite file in the data folder.
    DANGOL_HOSTS: further host names, separated by commas, under which people reach the Studio.
    DANGOL_BASE_URL: the address that stands in mails, such as ``https://dangol.example.org``.
    DANGOL_DEBUG: ``1`` shows error pages with code; never where others can reach it.
    DANGOL_ZONE: the zone in which the Studio tells times to who chose none (default Asia/Seoul).
    DANGOL_HTTPS: ``1`` where people come over HTTPS: cookies are then sent over HTTPS alone.
"""

import os
import zoneinfo
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from dangol.config import data_folder
from dangol.config.databases import django_database
from dangol.config.logs import log_settings

DATA = data_folder.at_path(Path(os.environ.get("DANGOL_DATA", "var")))
DEBUG = os.environ.get("DANGOL_DEBUG") == "1"
HTTPS = os.environ.get("DANGOL_HTTPS") == "1"
SECRET_KEY = data_folder.read_secret(DATA, "signing")

ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(name.strip() for name in os.environ.get("DANGOL_HOSTS", "").split(",") if name.strip()),
]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "dangol.studio",
    "dangol.registry.access",
    "dangol.registry.sources",
    "dangol.registry.definitions",
    "dangol.registry.webhooks",
    "dangol.registry.imports",
    "dangol.live.identity",
    "dangol.live.profiles",
    "dangol.live.trip",
    "dangol.studio.people.apps.PeopleConfig",
    "wagtail.documents",  # Wagtail's admin pages look up its and the images' addresses
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
]
MIDDLEWARE = [
    "dangol.config.proxy.TrustOurEdge",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dangol.config.language.SpeakTheirLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]
ROOT_URLCONF = "dangol.config.urls"
WSGI_APPLICATION = "dangol.config.wsgi.application"

DATABASES = {"default": django_database(DATA.database_url)}
FILE_UPLOAD_HANDLERS = ["dangol.studio.imports.receiving.IntoDataFolder"]
FILE_UPLOAD_TEMP_DIR = DATA.path / "imports" / "uploads"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "studio/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "dangol.config.proxy.client_address"

LANGUAGES = [("en", "English"), ("ko", "한국어")]
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "dangol_language"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("DANGOL_ZONE", "Asia/Seoul")

STATIC_URL = "/static/"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA.path / "media", "base_url": "/media/"},
    },
    "staticfiles": {"BACKEND": "dangol.config.static_files.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True  # served from the packages: nothing to collect before the first page
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 7 * 24 * 3600  # addresses carry the version of the files

SESSION_COOKIE_NAME = "dangol_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "dangol_csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # TrustOurEdge drops anybody else's
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],  # Wagtail's own pages place things by style=
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

WAGTAIL_SITE_NAME = "Dangol"
WAGTAILADMIN_BASE_URL = os.environ.get("DANGOL_BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = bool(os.environ.get("DANGOL_MAIL_HOST"))
WAGTAIL_USER_TIME_ZONES = [
    "UTC",
    *sorted(name for name in zoneinfo.available_timezones() if "/" in name and name[:4] != "Etc/"),
]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = log_settings("web", DATA.logs)
EMAIL_HOST = os.environ.get("DANGOL_MAIL_HOST", "localhost")
