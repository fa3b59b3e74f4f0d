"""Django's settings, from the environment. `docs/configuration.md` describes every variable."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from chatapp import environment
from chatapp.backoffice.theme import UNFOLD as UNFOLD
from chatapp.embedded import socket_folder

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = os.environ.get("CHATAPP_TESTING") == "1"
DEBUG = environment.flag("DEBUG")
PRODUCT_NAME = "Chatapp"

# Where this installation keeps what is its own: the embedded database and the generated secret key.
DATA_DIR = Path(
    environment.text("CHATAPP_DATA_DIR") or ("/var/lib/chatapp" if os.geteuid() == 0 else BASE_DIR / ".data")
).absolute()
PORT = environment.integer("PORT", 8000, least=1, most=65535)
GRACE_SECONDS = environment.integer("GRACE_SECONDS", 20, least=0, most=3600)
DRAIN_DELAY_SECONDS = environment.integer("DRAIN_DELAY_SECONDS", 0, least=0, most=300)
PURGE_DAYS = environment.integer("PURGE_DAYS", 30, least=0, most=36500)
JOB_CONCURRENCY = environment.integer("JOB_CONCURRENCY", 2, least=0, most=32)
MAX_BODY_BYTES = environment.integer("MAX_BODY_MB", 50, least=1, most=1024) << 20
MAX_UPLOAD_BYTES = min(environment.integer("MAX_UPLOAD_MB", 25, least=1, most=1024) << 20, MAX_BODY_BYTES)
UPLOAD_QUOTA_BYTES = environment.integer("UPLOAD_QUOTA_MB", 2048, least=0, most=1 << 20) << 20
MAX_ANSWER_BYTES = environment.integer("MAX_ANSWER_MB", 4, least=1, most=64) << 20
MAX_IMPORT_BYTES = environment.integer("MAX_IMPORT_MB", 1024, least=1, most=65536) << 20
INTRANET_HOSTS = frozenset(host.lower() for host in environment.hosts("INTRANET_HOSTS", ""))
WATCH_DIR = environment.folder("WATCH_DIR")
PUBLIC_SHARES = environment.flag("PUBLIC_SHARES")
METRICS_TOKEN = environment.text("METRICS_TOKEN")
OPENAI_API_KEY = environment.text("OPENAI_API_KEY")
OPENAI_BASE_URL = environment.text("OPENAI_BASE_URL")
TITLE_MODEL = environment.text("TITLE_MODEL")

# -- apps ------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "chatapp.checks.ProjectConfig",
    "chatapp.web",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "chatapp.backoffice.apps.BackofficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "csp",
    "servestatic",
    "chatapp.jobs.apps.QueueTables",
    "chatapp.accounts",
    "chatapp.files",
    "chatapp.providers",
    "chatapp.usage",
    "chatapp.knowledge",
    "chatapp.assistants",
    "chatapp.prompts",
    "chatapp.conversations",
    "chatapp.completions",
    "chatapp.shares",
    "chatapp.exchange",
    "chatapp.review",
]
MIDDLEWARE = [
    "chatapp.web.middleware.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "chatapp.web.middleware.csp.PolicyMiddleware",
    "chatapp.web.middleware.static_files.StaticFilesMiddleware",
    # Pages only: static files are compressed when they are collected, and the API goes another way.
    "chatapp.web.middleware.compression.WholePagesMiddleware",
    "chatapp.web.middleware.host_cookies.HostSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "chatapp.web.middleware.request_identity.identify_person",
    "chatapp.web.middleware.method_not_allowed.not_allowed_page",
]
ROOT_URLCONF = "chatapp.urls"
ASGI_APPLICATION = "chatapp.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
                "csp.context_processors.nonce",
                "chatapp.web.product.product",
            ],
        },
    }
]

# -- database --------------------------------------------------------------------------------------

# Without DATABASE_URL the backend starts the embedded Postgres at the first connection.
EMBEDDED_DIR = DATA_DIR / "postgres"
_external = environment.database("DATABASE_URL")
EMBEDDED = _external is None
DATABASES: dict[str, dict[str, Any]] = {
    "default": _external
    or {
        "ENGINE": "chatapp.embedded",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(socket_folder(EMBEDDED_DIR)),
        "PORT": "5432",
        "OPTIONS": {},
    }
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"].setdefault("application_name", "chatapp")
# The system's own take two hours to see that a network is gone while one listens, and a quarter of an hour while one
# waits for an answer. Seconds, the last in milliseconds.
for _option, _value in {
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}.items():
    DATABASES["default"]["OPTIONS"].setdefault(_option, _value)
# The ORM's connections under `serve`. Under ASGI each request has its own thread: one kept for each would use up
# Postgres' 100.
DATABASE_POOL = {"min_size": 1, "max_size": 8, "timeout": 15}

# Shared by all processes, for rate limits; `serve` makes the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The default of 300 would let anybody with 300 addresses wash everybody's limits away.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- people ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("CommonPasswordValidator", {}),
    )
]
SILENCED_SYSTEM_CHECKS = [
    # The email address is unique in any case: the constraint is on lower(email), which this check does not see.
    "auth.W004",
    # HSTS is for our own name: subdomains, and browsers' preload lists, may concern other services without https.
    "security.W005",
    "security.W021",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 86_400
SESSION_COOKIE_AGE = 30 * 86_400
ACCOUNT_ADAPTER = "chatapp.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An invitation's link proves the address, or an admin handed it over.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
# Beside allauth's own; the pages of one-time links hash passwords for strangers.
ACCOUNT_RATE_LIMITS = {"invitation": "20/m/ip"}
ACCOUNT_FORMS = {
    "login": "chatapp.web.accounts.forms.LoginForm",
    "reset_password": "chatapp.web.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "chatapp.web.accounts.forms.ResetPasswordKeyForm",
    "change_password": "chatapp.web.accounts.forms.ChangePasswordForm",
}

# -- language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = False
FORMAT_MODULE_PATH = "chatapp.backoffice.formats"
USE_TZ = True
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")

# -- files -----------------------------------------------------------------------------------------

STATIC_URL = "static/"
# Where the checkout belongs to another user, the collected files are in the data folder.
STATIC_ROOT = Path(
    environment.text("CHATAPP_STATIC_DIR")
    or (BASE_DIR / ".build" if environment.can_write(BASE_DIR / ".build") else DATA_DIR) / "static"
).absolute()
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "chatapp.web.vendor.VendorFinder",
    "chatapp.web.bundle.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people upload. Never below STATIC_ROOT: each request asks who may see it.
    "files": (None if TESTING else environment.bucket("FILES_URL"))
    or {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
if TESTING or DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SERVESTATIC_USE_FINDERS = TESTING or DEBUG
# Also what is not current any more: pages that are open go on with the files that they were made with.
SERVESTATIC_USE_STATIC_ROOT = not SERVESTATIC_USE_FINDERS
SERVESTATIC_ALLOW_ALL_ORIGINS = False

# -- mail ------------------------------------------------------------------------------------------

_mail = environment.mail("EMAIL_URL")
EMAIL_CONFIGURED = _mail is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 20
if _mail:
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.tls, _mail.ssl
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("EMAIL_FROM") or "chat@localhost"

# -- security --------------------------------------------------------------------------------------

SECRET_KEY_GENERATED = not os.environ.get("SECRET_KEY")
SECRET_KEY = "only for tests " * 4 if TESTING else environment.secret_key("SECRET_KEY", DATA_DIR)
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
PUBLIC_URL = environment.origin("PUBLIC_URL")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
if PUBLIC_URL:
    ALLOWED_HOSTS.append(environment.host_of(PUBLIC_URL))
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")
API_ORIGINS = environment.origins("API_ORIGINS")
TRUST_PROXY = environment.flag("TRUST_PROXY")
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_SSL_REDIRECT = HTTPS and TRUST_PROXY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# A server below our name cannot set a cookie of this prefix; browsers take it over https only.
HOST_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_PREFIX}sessionid", f"{HOST_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        # No image of another server: the page shows a link to it. What an answer brings with it is data.
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        # Text becomes markup by the policies of two modules alone: static/js/browser/trusted.js and the sanitiser.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["chatapp", "dompurify"],
    }
}
# Nothing else that a page of ours asks a browser for, nor may what was smuggled into one: the chat records.
_DENIED = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
        "midi", "payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
PERMISSIONS_POLICY = f"{_DENIED}, microphone=(self)"
ADMIN_PERMISSIONS_POLICY = f"{_DENIED}, microphone=()"
# The admin's theme evaluates expressions, writes styles inline, and markup without Trusted Types.
ADMIN_CONTENT_SECURITY_POLICY = {
    "require-trusted-types-for": None,
    "trusted-types": None,
    "script-src": [SELF, NONCE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}

# -- logging ---------------------------------------------------------------------------------------

LOG_FORMAT = environment.one_of("LOG_FORMAT", "text", ("text", "json"))
LOG_LEVEL = environment.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "chatapp.logs.formats.TextFormatter"},
        "json": {"()": "chatapp.logs.formats.JsonFormatter"},
    },
    "filters": {
        "no_tokens": {"()": "chatapp.accounts.crypto.tokens.OutOfLogs"},
        "refusals": {"()": "chatapp.logs.refusals.Refusals"},
        # A stranger may ask for anything (404), a reviewer for what is the admins' (403: Django logs it with a
        # traceback), and a server that is not ready says so on purpose (503).
        "no_403_404_503": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) not in (403, 404, 503),
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["no_tokens", "refusals"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "chatapp": {"level": LOG_LEVEL},
        # Django mails errors and prints requests by handlers of its own: we want one line on stderr of both.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"filters": ["no_403_404_503"]},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # One line per request, with the address, also where LOG_LEVEL or an embedding program says DEBUG.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "aiohttp": {"level": "WARNING"},
        # It warns of every start: Daphne begins Twisted's log once more.
        "twisted": {"level": "ERROR"},
        # It repeats every second what the engine says once.
        "psycopg.pool": {"level": "ERROR"},
        # With a traceback for each task of its loop when the database is away: the worker says it in one line.
        "procrastinate": {"level": "CRITICAL"},
    },
}
