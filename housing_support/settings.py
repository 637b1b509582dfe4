"""Settings, read from the environment and safe by default: what is not said is closed.

Three modes. Production is the default and refuses to start without its secrets. `PASSERELLE_DEMO=1` serves the
invented demonstration on this machine, with one-click sign-in, and is refused together with `PASSERELLE_PRODUCTION=1`,
a secret of production, a public host name or a database that is not its own (`housing_support.demonstration`).
`tests/settings.py` prepares the environment for the tests.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from housing_support.file_storage import storage_of
from housing_support.tools import embedded_database

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

env = environ.Env()

DEMO_MODE = env.bool("PASSERELLE_DEMO", default=False)
if DEMO_MODE and env.bool("PASSERELLE_PRODUCTION", default=False):
    raise ImproperlyConfigured(
        "PASSERELLE_DEMO et PASSERELLE_PRODUCTION s’excluent : retirez l’une des deux variables d’environnement."
    )
DEBUG = False


def required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"La variable d’environnement {name} manque : donnez-la (README, « Production »), "
            "ou posez PASSERELLE_DEMO=1 pour la démonstration."
        )
    return value


if DEMO_MODE:
    # The demonstration holds invented people only and listens on this machine: its keys protect nothing.
    SECRET_KEY = "demonstration-" + "only-" * 12
    MFA_ENCRYPTION_KEYS = ["ZGVtb25zdHJhdGlvbi1kZW1vbnN0cmF0aW9uLTEyMzQ="]
    ALLOWED_HOSTS = LOCAL_HOSTS
    for name in ("SECRET_KEY", "MFA_ENCRYPTION_KEYS", "STORAGE_URL"):
        if env.str(name, default=""):
            raise ImproperlyConfigured(
                f"{name} est un secret de production, or la démonstration laisse entrer chacun : retirez l’un des deux."
            )
    if not set(env.list("ALLOWED_HOSTS", default=[])) <= set(LOCAL_HOSTS):
        raise ImproperlyConfigured(
            "Le mode démonstration ne sert que cette machine : retirez ALLOWED_HOSTS ou PASSERELLE_DEMO."
        )
else:
    SECRET_KEY = required("SECRET_KEY")
    MFA_ENCRYPTION_KEYS = required("MFA_ENCRYPTION_KEYS").split(",")
    ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")

# Applications

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "pgtrigger",
    "pghistory",
    "partners",
    "tenancies",
    "referrals",
    "housing_support",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "housing_support.middleware.private_responses",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "housing_support.middleware.readable_input",
    "housing_support.middleware.wrong_method_page",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "housing_support.middleware.KnownUserMiddleware",
    "housing_support.middleware.affordable_body",
    "housing_support.middleware.refusals_on_record",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "housing_support.middleware.visible_input",
    "housing_support.drafts.middleware.keep_what_was_sent",
    "housing_support.drafts.merged.lead_to_kept_case_file",
    "housing_support.middleware.ProtectedAccessMiddleware",
    "housing_support.middleware.AuditContextMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "housing_support.drafts.middleware.SentOnceMiddleware",
]

ROOT_URLCONF = "housing_support.urls"
WSGI_APPLICATION = "housing_support.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "housing_support.templatetags.interface",
                "housing_support.templatetags.drafting",
                "housing_support.templatetags.refusals",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "housing_support.context_processors.interface",
            ],
        },
    },
]

# Widgets are Django's, drawn by templates/django/forms/widgets.
FORM_RENDERER = "housing_support.common.form_renderer.FormRenderer"

# Database, cache, sessions: PostgreSQL holds all state, so that processes and machines can be added

# The embedded database is for the demonstration: production says where its data is.
EMBEDDED_DATABASE = DEMO_MODE and not env.str("DATABASE_URL", default="")
DATABASE_URL = env.str("DATABASE_URL", default="") or (
    embedded_database.database_url() if DEMO_MODE else required("DATABASE_URL")
)
try:
    DATABASES = {"default": env.db_url_config(DATABASE_URL, engine="django.db.backends.postgresql")}
except ValueError as error:
    raise ImproperlyConfigured(
        "DATABASE_URL est illisible : écrivez postgres://utilisateur:motdepasse@hôte:5432/base."
    ) from error
if not DATABASE_URL.startswith(("postgres://", "postgresql://")) or not DATABASES["default"]["NAME"]:
    raise ImproperlyConfigured("DATABASE_URL doit désigner une base PostgreSQL : postgres://utilisateur@hôte/base.")
# A page's statements stop at some hundreds of rows: compiling them, or starting other processes to help, takes longer.
# What they read is in memory, or on a disk without heads: a row found by an index costs hardly more than the next one,
# where PostgreSQL's own 4 makes it read whole tables.
PAGE_STATEMENTS = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("DATABASE_CONNECTION_SECONDS", default=600),
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"connect_timeout": 10, "options": PAGE_STATEMENTS} | DATABASES["default"].get("OPTIONS", {}),
}
# Migrations are made by the account that owns the tables, everything else by one that cannot rewrite what happened
# (`housing_support.database_accounts`). The server and the worker do without the first.
APPLICATION_ACCOUNT = DATABASES["default"]["USER"]
DATABASE_OWNER = env.db_url_config(
    env.str("DATABASE_OWNER_URL", default="") or (embedded_database.owner_url() if EMBEDDED_DATABASE else DATABASE_URL)
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and one-time codes live in the cache: it must be shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# Work too long for a request waits in the database for `manage.py worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# The shared cache is a table of the same database: a copy there would spare no query, and take three to write.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
# What a page says once is said within the session: a cookie of its own would outlive it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=SESSION_COOKIE_AGE)

# Transport and headers. The demonstration is plain HTTP on the loopback interface.

SECURE = not DEMO_MODE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "housing_support.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=200_000_000)
# Of a document: a lease, a signed convention. Whoever sends a larger one is told so on the page, up to twice as large.
DOCUMENT_MAX_BYTES = 10_000_000

# People: e-mail sign-in, by invitation only, second factor for everybody

AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["partners.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "partners.validators.GuessablePasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "partners.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Passerelle\u00a0: "
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "partners.forms.accounts.LoginForm",
    "signup": "partners.forms.accounts.SignupForm",
    "add_email": "partners.forms.accounts.AddEmailForm",
    "change_email": "partners.forms.accounts.ChangeEmailForm",
    "confirm_email_verification_code": "partners.forms.accounts.ConfirmEmailForm",
    "change_password": "partners.forms.accounts.ChangePasswordForm",
    "set_password": "partners.forms.accounts.SetPasswordForm",
    "reset_password": "partners.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "partners.forms.accounts.ResetPasswordKeyForm",
    "reauthenticate": "partners.forms.accounts.ReauthenticateForm",
}
# Wrong passwords (`partners.guessing`): for one account, slower and slower; from anywhere, or from an address whatever
# the account, a minute at most, so that neither an office nor the owner of an account is kept out.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "password_from_device": "5/m/key,8/15m/key,12/h/key,24/d/key",
    "password_from_address": "5/m/key,8/15m/key,12/h/key,24/d/key",
    "password_from_anywhere": "10/m/key",
    "password_of_any_account": "30/m/key",
    # Codes for the link of a partner without an account, of one link and of one address; and what is typed there.
    "code_of_link": "5/h/key,15/d/key",
    "codes_from_address": "20/h/key",
    "code_tries_from_address": "30/h/key",
}
DEVICE_COOKIE_NAME = "__Host-device" if SECURE else "device"
DEVICE_COOKIE_AGE = 180 * 24 * 3600

MFA_ADAPTER = "partners.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO_MODE
MFA_TOTP_ISSUER = "Passerelle"
# The code before is still taken: whoever types slowly, or whose telephone is late, is in time (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = False
MFA_FORMS = {
    "authenticate": "partners.forms.accounts.AuthenticateForm",
    "reauthenticate": "partners.forms.accounts.ReauthenticateByCodeForm",
    "activate_totp": "partners.forms.accounts.ActivateTOTPForm",
    "add_webauthn": "partners.forms.accounts.AddWebAuthnForm",
    "edit_webauthn": "partners.forms.accounts.EditWebAuthnForm",
    "authenticate_webauthn": "partners.forms.accounts.AuthenticateWebAuthnForm",
    "login_webauthn": "partners.forms.accounts.LoginWebAuthnForm",
    "reauthenticate_webauthn": "partners.forms.accounts.ReauthenticateWebAuthnForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
INVITATION_VALID_DAYS = env.int("INVITATION_VALID_DAYS", default=7)
# The link to one request of a partner without an account, and how long it stays open once its code was typed.
REQUEST_LINK_VALID_DAYS = env.int("REQUEST_LINK_VALID_DAYS", default=30)
REQUEST_LINK_SECONDS = 3600
REQUEST_LINK_COOKIE_NAME = "__Host-request" if SECURE else "request"

# Audit: database triggers write every change, nobody rewrites it

PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# Language, time, files, mail

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
# The sentences of Django and of allauth, worded as the pages are.
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
FORMAT_MODULE_PATH = None

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "files"))
STORAGES = {
    "default": storage_of(env.str("STORAGE_URL", default=""), directory=MEDIA_ROOT),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The antivirus that reads each document before it is kept: unix:///run/clamav/clamd.ctl, tcp://host:3310.
CLAMD_URL = env.str("CLAMD_URL", default="")
if CLAMD_URL and not CLAMD_URL.startswith(("unix:///", "tcp://")):
    raise ImproperlyConfigured("CLAMD_URL est illisible : écrivez unix:///run/clamav/clamd.ctl ou tcp://hôte:3310.")

try:
    vars().update(env.email_url_config(env.str("EMAIL_URL", default="") or "consolemail://"))
    if DEMO_MODE and not env.str("EMAIL_URL", default=""):
        # Nobody is to be written to: a page shows what would have left.
        EMAIL_BACKEND = "partners.letter_box.LetterBoxBackend"
except (ImproperlyConfigured, ValueError) as error:
    raise ImproperlyConfigured("EMAIL_URL est illisible : écrivez smtp+tls://compte:motdepasse@serveur:587.") from error
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Passerelle <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where the links of messages lead that no request asked for.
BASE_URL = env.str("BASE_URL", default="").rstrip("/") or (
    f"http://127.0.0.1:{env.str('PORT', default='8000')}" if DEMO_MODE else f"https://{ALLOWED_HOSTS[0].strip()}"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "housing_support.logs.WordlessFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # It tells at length of each file that is not quite as the norm wants it.
    "loggers": {"pypdf": {"level": "CRITICAL"}},
}
