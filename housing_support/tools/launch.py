"""Serve the application on this machine, with its own PostgreSQL: the last step of `./run`.

    python -m housing_support.tools.launch [--check-port | --keep-working]

Standard library only: `./run` calls it a first time before the libraries are installed, so that a port already taken
is said at once.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from housing_support.tools import embedded_database

# With one of these the operator means production: the demonstration would open it to everybody.
PRODUCTION_VARIABLES = ("PASSERELLE_PRODUCTION", "SECRET_KEY", "ALLOWED_HOSTS", "MFA_ENCRYPTION_KEYS")
SECONDS_TO_FINISH = 15
SECONDS_FOR_JOBS = 4
SECONDS_BEFORE_RESTART = 2


class LaunchError(Exception):
    """One French sentence that says what to do."""


class Stopped(BaseException):
    """Ctrl-C, or a polite request to end."""


def check_port() -> None:
    given = os.environ.get("PORT") or "8000"
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise LaunchError(f"PORT vaut « {given} » : donnez un nombre de 1 à 65535, par exemple « PORT=8001 ./run ».")
    with socket.socket() as candidate:
        # As gunicorn does: a port just left by another server is free.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", int(given)))
        except OSError as error:
            raise LaunchError(
                f"Le port {given} n’est pas libre ({error.strerror}) : arrêtez le programme qui l’occupe, "
                "ou choisissez-en un autre, par exemple « PORT=8001 ./run »."
            ) from error


def serve() -> int:
    if "PASSERELLE_DEMO" not in os.environ and not any(os.environ.get(name) for name in PRODUCTION_VARIABLES):
        os.environ["PASSERELLE_DEMO"] = "1"
    with database_running():
        return call("manage.py", "serve")


def database_running() -> contextlib.AbstractContextManager:
    """The embedded PostgreSQL, for the demonstration alone: production says where its data is."""
    given = os.environ.get("DATABASE_URL") or os.environ.get("PASSERELLE_DEMO") != "1"
    return contextlib.nullcontext() if given else embedded_database.running()


def call(*arguments: str) -> int:
    """Run Python with these arguments, to its end."""
    with started(*arguments) as process:
        return process.wait()


def keep_working() -> None:
    """Background jobs, their worker started again each time it ends, until this process is asked to stop. A job cut
    short is rolled back; its page offers to start it again, an e-mail is tried again."""
    with stoppable():
        while True:
            with started("manage.py", "worker", "--verbosity", "0", seconds_to_finish=SECONDS_FOR_JOBS) as worker:
                worker.wait()
            time.sleep(SECONDS_BEFORE_RESTART)


@contextlib.contextmanager
def started(*arguments: str, seconds_to_finish: int = SECONDS_TO_FINISH, **options) -> Iterator[subprocess.Popen]:
    """Python with these arguments, beside this process; on leaving it is asked to stop, and waited for. `options` are
    those of `subprocess.Popen`.

    It has a session of its own: Ctrl-C reaches it through here only, in good order before the database stops.
    """
    process = subprocess.Popen([sys.executable, *arguments], start_new_session=True, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(seconds_to_finish)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first request to stop into an exception, and ignore the next ones while everything closes."""
    requests = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(*_received) -> None:
        for request in requests:
            signal.signal(request, signal.SIG_IGN)
        raise Stopped

    for request in requests:
        signal.signal(request, stop)
    with contextlib.suppress(Stopped):
        yield


def main() -> int:
    if "--keep-working" in sys.argv:
        keep_working()
        return 0
    try:
        check_port()
        if "--check-port" not in sys.argv:
            with stoppable():
                return serve()
    except (LaunchError, embedded_database.EmbeddedDatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
