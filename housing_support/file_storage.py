"""Where uploaded files are kept, by the setting `STORAGE_URL`: a directory, or an S3-compatible service.

s3://KEY:SECRET@s3.example.fr/bucket?region=gra
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# In clear, for a service on this machine alone.
SCHEMES = {"s3": "https", "s3+http": "http"}
LOCAL_HOSTS = ("127.0.0.1", "localhost")


def storage_of(url: str, *, directory: Path) -> dict[str, Any]:
    """The entry of `STORAGES`. Whoever runs the application reads the files, and nobody else of the machine."""
    if not url:
        options = {"location": directory, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    bucket, host = parts.path.strip("/"), parts.hostname or ""
    is_clear = parts.scheme == "s3+http"
    if parts.scheme not in SCHEMES or not (bucket and host and parts.username and parts.password) or "/" in bucket:
        raise ImproperlyConfigured(
            "STORAGE_URL est illisible\u00a0: écrivez s3://CLÉ:SECRET@hôte/compartiment?region=…."
        )
    if is_clear and host not in LOCAL_HOSTS:
        raise ImproperlyConfigured("STORAGE_URL enverrait les fichiers en clair\u00a0: écrivez s3://…")
    if find_spec("storages") is None:
        raise ImproperlyConfigured("STORAGE_URL demande d’autres bibliothèques\u00a0: installez requirements/s3.txt.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{SCHEMES[parts.scheme]}://{host}" + (f":{parts.port}" if parts.port else ""),
            "region_name": parse_qs(parts.query).get("region", [""])[0] or None,
            "bucket_name": bucket,
            # Nothing is public, and no name is written twice.
            "default_acl": "private",
            "file_overwrite": False,
            "signature_version": "s3v4",
            "addressing_style": "path",
        },
    }
