"""An antivirus that is set reads every file, or none is kept. Those here speak ClamAV's INSTREAM."""

import contextlib
import socket
import struct
import threading

import pytest

from housing_support.common.documents.antivirus import CHUNK, AntivirusSilentError, virus_in
from housing_support.common.documents.content import DocumentRefusedError, checked
from tests.files import pdf, upload

SILENT = (
    "L’antivirus ne répond pas, et rien n’est gardé sans lui\u00a0: recommencez dans quelques minutes. Si cela dure, "
    "prévenez votre support."
)
INFECTED = (
    "L’antivirus a trouvé un programme malveillant dans ce fichier\u00a0: ne l’ouvrez plus, et prévenez votre service "
    "informatique."
)


def exactly(stream: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = stream.recv(length - len(received))
        assert part
        received += part
    return received


def read_as_clamd(stream: socket.socket) -> bytes:
    assert exactly(stream, 10) == b"zINSTREAM\0"
    received = b""
    while length := struct.unpack("!L", exactly(stream, 4))[0]:
        assert length <= CHUNK
        received += exactly(stream, length)
    return received


@contextlib.contextmanager
def clamd(listener: socket.socket, answer: bytes):
    """It reads one file, and answers; what it read is in the list."""
    read: list[bytes] = []

    def serve():
        stream, _ = listener.accept()
        with stream:
            read.append(read_as_clamd(stream))
            stream.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield read
    thread.join(timeout=10)
    listener.close()


@pytest.fixture
def unix_socket(settings, tmp_path):
    path = tmp_path / "clamd.ctl"
    settings.CLAMD_URL = f"unix://{path}"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener


def test_a_clean_file_is_read_whole(unix_socket):
    data = bytes(range(256)) * 1000

    with clamd(unix_socket, b"stream: OK\0") as read:
        assert virus_in(data) == ""

    assert read == [data]


def test_it_is_reached_by_address_too(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_URL = f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    with clamd(listener, b"stream: OK\0") as read:
        assert virus_in(b"abc") == ""

    assert read == [b"abc"]


def test_an_infected_file_is_refused(unix_socket, caplog):
    with clamd(unix_socket, b"stream: Eicar-Test-Signature FOUND\0"), pytest.raises(DocumentRefusedError) as refused:
        checked(upload(pdf()))

    assert str(refused.value) == INFECTED
    assert caplog.messages == ["an infected file was refused: Eicar-Test-Signature"]


def test_a_file_that_it_gives_up_reading_is_refused(unix_socket):
    limit = b"INSTREAM size limit exceeded. ERROR\0"
    with clamd(unix_socket, limit), pytest.raises(DocumentRefusedError) as refused:
        checked(upload(pdf()))

    assert str(refused.value) == SILENT


@pytest.mark.parametrize("answer", [b"", b"stream: ", b"OK FOUNDER\0"])
def test_no_verdict_is_not_a_clean_file(unix_socket, answer):
    with clamd(unix_socket, answer), pytest.raises(AntivirusSilentError):
        virus_in(b"abc")


@pytest.mark.parametrize("url", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
def test_nothing_is_kept_unread(settings, url):
    settings.CLAMD_URL = url

    with pytest.raises(DocumentRefusedError) as refused:
        checked(upload(pdf()))

    assert str(refused.value) == SILENT


def test_without_an_antivirus_files_are_kept(settings):
    settings.CLAMD_URL = ""

    assert virus_in(b"abc") == ""
