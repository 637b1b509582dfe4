"""Where files are kept: a directory that nobody else reads, or an S3 service, tried against moto's server."""

import importlib.util
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage.handler import StorageHandler

from housing_support.file_storage import storage_of

S3_IS_MISSING = "moto est absent, installez requirements/s3-tests.txt."
# `tests/housing_support/conftest.py` says it once more, in red.
needs_s3 = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("storages", "moto", "flask_cors")), reason=S3_IS_MISSING
)


def storage(url, directory):
    return StorageHandler({"default": storage_of(url, directory=directory)})["default"]


def test_files_of_a_directory_are_read_by_their_account_alone(tmp_path):
    kept = storage("", tmp_path / "files")

    name = kept.save("documents/ab/abc", ContentFile(b"x"))

    path = tmp_path / "files" / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path.parent.parent)] == [0o700, 0o700]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://key:secret@s3.exemple.fr/bucket",
        "s3://s3.exemple.fr/bucket",
        "s3://key:secret@s3.exemple.fr/",
        "s3://key:secret@s3.exemple.fr/bucket/folder",
        "s3+http://key:secret@s3.exemple.fr/bucket",
        "/srv/files",
    ],
)
def test_what_could_not_work_or_would_travel_in_clear_is_refused(tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        storage_of(url, directory=tmp_path)


@pytest.fixture(scope="module")
def s3():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"s3+http://key:se%2Fcret@{host}:{port}/passerelle?region=eu-west-3"
    server.stop()


@needs_s3
# The library leaves its connections to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_files_are_kept_listed_and_deleted_in_s3(s3, tmp_path):
    kept = storage(s3, tmp_path)
    kept.connection.create_bucket(Bucket="passerelle", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})

    name = kept.save("documents/ab/abc", ContentFile(b"du texte"))

    assert name == "documents/ab/abc"
    with kept.open(name) as file:
        assert file.read() == b"du texte"
    assert (kept.listdir("documents"), kept.listdir("documents/ab")) == ((["ab"], []), ([], ["abc"]))
    assert kept.get_modified_time(name).tzinfo
    kept.delete(name)
    assert kept.listdir("documents") == ([], [])
    with pytest.raises(FileNotFoundError):
        kept.open(name)
