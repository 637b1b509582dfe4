"""The antivirus named by `CLAMD_URL`, when there is one: ClamAV's `clamd`, asked through its command INSTREAM."""

import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 1 << 16
SECONDS = 30
SCHEMES = ("unix", "tcp")

logger = logging.getLogger(__name__)


class AntivirusSilentError(Exception):
    """It was to read a file, and gave no verdict."""


def virus_in(data: bytes) -> str:
    """The name of what it found; nothing when the file is clean, or when no antivirus is set.

    Raises `AntivirusSilentError` unless it says one or the other."""
    if not settings.CLAMD_URL:
        return ""
    try:
        answer = ask(data)
    except OSError as error:
        logger.error("the antivirus does not answer: %s", error)
        raise AntivirusSilentError from error
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if not verdict.endswith(" FOUND"):
        logger.error("the antivirus gave no verdict: %s", answer)
        raise AntivirusSilentError
    virus = verdict.removesuffix(" FOUND")
    logger.warning("an infected file was refused: %s", virus)
    return virus


def ask(data: bytes) -> str:
    """`zINSTREAM`, then chunks that begin with their length, the last one empty; the answer ends with NUL."""
    with connected() as stream:
        stream.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            stream.sendall(struct.pack("!L", len(chunk)) + chunk)
        stream.sendall(struct.pack("!L", 0))
        received = b""
        while part := stream.recv(4096):
            received += part
    return received.rstrip(b"\0\n").decode(errors="replace")


def connected() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname, address.port or 3310), timeout=SECONDS)
    stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stream.settimeout(SECONDS)
    try:
        stream.connect(address.path)
    except OSError:
        stream.close()
        raise
    return stream
