"""Settings, all from the environment and all with a default for a first start (README, "Configuration")."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from itsm import environment as env
from itsm.broker import options_for
from itsm.logging import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("EVENKEEL_DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
TESTING = "pytest" in sys.modules

# Who we are
PRODUCT_NAME = env.text("PRODUCT_NAME", "Evenkeel")
ORGANISATION_NAME = env.text("ORGANISATION_NAME")
INCIDENT_PREFIX = env.text("INCIDENT_PREFIX", "INC")

# Where we are
DEBUG = env.switch("DEBUG")
PORT = env.number("PORT", 8000)
BASE_URL = env.address("BASE_URL", f"http://localhost:{PORT}")
_base = urlsplit(BASE_URL)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or list({str(_base.hostname), "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [BASE_URL]
_https = _base.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.switch("BEHIND_PROXY") else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "accounts.access.session_store"
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECRET_KEY = env.text("SECRET_KEY") or env.generated_secret(DATA_DIR / "secret_key")
# Earlier keys: what they signed holds until it is made anew.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# Databases: SQLite at the first start, PostgreSQL by DATABASE_URL
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'evenkeel.sqlite3'}")
DATABASES = {"default": env.read("DATABASE_URL", environ.Env.db_url_config, None, "a database address") or {}}
if not DATABASES["default"]:
    DATABASES["default"] = environ.Env.db_url_config(DATABASE_URL)
_database = DATABASES["default"]
IS_WEB = os.environ.get("EVENKEEL_PROCESS") == "web"
if _database["ENGINE"].endswith("sqlite3"):
    # Deferred transactions fail with "database is locked" when two processes write; immediate ones queue.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
    if TESTING:
        _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # An incident is read with fifteen joins by primary key: to look for their best order takes a hundred times as
    # long as to read the row, and the written order is as good.
    _planner = "-c join_collapse_limit=4"
    _limits = "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {"options": _planner}
    if IS_WEB:
        # Celery closes the pool at every task, so only the web process has one.
        _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}, "options": f"{_planner} {_limits}"}
    if TESTING:
        # Emptying tables after a test that commits need not wait for the disk.
        _database["OPTIONS"] = {"options": f"{_planner} -c synchronous_commit=off"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "itsm",
    "accounts",
    "incidents",
    "reviews",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "simple_history",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "django_structlog",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "itsm.middleware.RequestIdMiddleware",
    "itsm.middleware.KnownMethodMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.access.middleware.SessionOverMiddleware",
    "accounts.access.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "itsm.urls"
WSGI_APPLICATION = "itsm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "itsm.context.product",
                "incidents.desk.context.navigation",
            ],
        },
    }
]

FORM_RENDERER = "itsm.forms_renderer.EvenkeelRenderer"

# Content-Security-Policy: no inline script, no inline style, nothing from elsewhere
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.access.backends.RightsBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "accounts.access.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "accounts.access.sign_in_forms.SignInForm",
    "reset_password": "accounts.access.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.access.sign_in_forms.NewPasswordForm",
    "change_password": "accounts.access.sign_in_forms.ChangePasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "100/15m/ip,10/15m/key", "reset_password": "20/15m/ip,5/15m/key"}

# Language and time: stored in UTC, shown in the viewer's zone
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "itsm.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", "UTC")

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_STORAGE_URL = env.text("MEDIA_STORAGE_URL")
_plain_static = DEBUG or TESTING
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _plain_static
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if MEDIA_STORAGE_URL:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": urlsplit(MEDIA_STORAGE_URL).netloc, "querystring_auth": True},
    }
ATTACHMENT_MAX_BYTES = env.number("ATTACHMENT_MAX_MB", 25) * 1024 * 1024
ATTACHMENTS_PER_DAY = env.number("ATTACHMENTS_PER_DAY", 1000)
# How far back the moment of a phone call or a visit may be set when it is logged (CH-06)
BACKDATING_MINUTES = env.number("BACKDATING_MINUTES", 24 * 60)
# How long a merge can be taken back (LOG-14)
UNMERGE_DAYS = env.number("UNMERGE_DAYS", 14)
# More open reports on one service within so many minutes suggest one parent (CH-23); 0 reports: never
STORM_REPORTS = env.number("STORM_REPORTS", 10)
STORM_MINUTES = env.number("STORM_MINUTES", 15)
# How long mail and alerts are kept as they came, for a replay (CH-18); 0: for ever
INTAKE_RAW_DAYS = env.number("INTAKE_RAW_DAYS", 90)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A form reads more than its fields take, so that an overlong text comes back with its error instead of an empty page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
API_BODY_MAX_BYTES = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Shared between processes, so that throttles and lock-outs count once
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
elif env.text("CACHE_URL"):
    CACHES = {"default": environ.Env.cache_url_config(env.text("CACHE_URL"))}
# What is counted at every stroke of a key and at every call must not cost a write to the database.
CACHES["near"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "near",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}

# The API; its refusals, parser and throttle are in itsm/api.py
API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 600)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.access.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.access.authentication.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["itsm.api.PerTokenThrottle"],
    "DEFAULT_PARSER_CLASSES": ["itsm.api.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "itsm.api.JsonAnyway",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "itsm.api.problem_response",
    "SCHEMA_COERCE_PATH_PK": False,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{PRODUCT_NAME} API",
    "DESCRIPTION": "Incidents and what belongs to them, over the same operations as the pages.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Choices stand where they are used: the same words under one shared name would tie unrelated fields together.
    "POSTPROCESSING_HOOKS": [],
}

# Mail: to files under the data directory until EMAIL_URL names a server
vars().update(
    environ.Env.email_url_config(env.text("EMAIL_URL"))
    if env.text("EMAIL_URL")
    else {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
    }
)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{PRODUCT_NAME} <service-desk@{_base.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SIMPLE_HISTORY_REVERT_DISABLED = True
LOG_FORMAT = env.read("LOG_FORMAT", {"text": "text", "json": "json"}.__getitem__, "text", "one of text, json")
LOGGING = logging_config(LOG_FORMAT)

# Other systems that we call: hosts in private networks, and ports beside 80 and 443, only if they are named here
OUTGOING_ALLOWED_HOSTS = env.hosts("OUTGOING_ALLOWED_HOSTS")

# Broker: files on this host until CELERY_BROKER_URL names Redis or RabbitMQ; more in itsm/celery.py
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "evenkeel://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = options_for(CELERY_BROKER_URL, DATA_DIR / "broker", hurried=IS_WEB)
SENTRY_DSN = env.text("SENTRY_DSN")
ATTACHMENT_SCANNER = env.text("ATTACHMENT_SCANNER")
