"""Settings: SQLite in a file, or PostgreSQL where `PORTAL_POSTGRES` names it.

`PORTAL_POSTGRES="host=127.0.0.1 port=5433 dbname=portal user=portal"`.
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

HERE = Path(__file__).resolve().parent
DEMO = True  # persons sign in without a password, and the date may be moved forward: never outside a demonstration

SECRET_KEY = os.environ.get("PORTAL_SECRET") or get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "examples.portal.urls"
INSTALLED_APPS = ["django.contrib.sessions", "examples.portal"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "examples.portal.security.Policy",
    "examples.portal.kept.OneMoment",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["examples.portal.people.context"]},
    }
]

_POSTGRES = dict(part.split("=", 1) for part in os.environ.get("PORTAL_POSTGRES", "").split())
if _POSTGRES:
    DATABASES: dict[str, dict[str, object]] = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _POSTGRES["dbname"],
            "HOST": _POSTGRES.get("host", ""),
            "PORT": _POSTGRES.get("port", ""),
            "USER": _POSTGRES.get("user", ""),
            "PASSWORD": _POSTGRES.get("password", ""),
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("PORTAL_SQLITE", "build/portal.sqlite3"),
            # whoever writes waits for the one before, from the first statement on
            "TEST": {"NAME": "build/portal-test.sqlite3"},  # a file, which several workers open
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": "PRAGMA journal_mode=WAL"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_I18N = False  # the words are `afas.text.Text`, French and English
USE_TZ = True
TIME_ZONE = "Europe/Paris"

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {  # what fails is written where the portal runs; nothing of it is shown to whoever asked
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
}
