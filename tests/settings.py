"""The production settings with what a test needs: secrets, plain HTTP, mail in memory, a quick password hash."""

import os

from housing_support.tools import embedded_database

os.environ["PASSERELLE_DEMO"] = "0"
os.environ["SECRET_KEY"] = "tests-" + "only-" * 12
os.environ["MFA_ENCRYPTION_KEYS"] = "dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGU="
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or embedded_database.owner_url(test=True)

from housing_support.settings import *  # noqa: F403

# The tests own their database; some act as the application's account.
APPLICATION_ACCOUNT = embedded_database.APPLICATION
# Nobody real is in it, even where a test turns the demonstration on.
EMBEDDED_DATABASE = True
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
DEVICE_COOKIE_NAME = "device"
REQUEST_LINK_COOKIE_NAME = "request"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "tests.tasks.ImmediateBackend"}}
# The tests serve the files as they are, with nothing collected beforehand.
WHITENOISE_AUTOREFRESH = True
