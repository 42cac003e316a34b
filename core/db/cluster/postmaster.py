"""Starting, finding and stopping the server process of one cluster."""

import os
import pwd
import shutil
import signal
import socket
import time
from pathlib import Path

from core.db.cluster import locks
from core.db.cluster.account import SHARED_USER
from core.db.cluster.binaries import Binaries
from core.db.cluster.errors import ClusterError, diagnosed
from core.db.cluster.place import Place, private_directory

PORT = 5432  # names the socket file; nothing listens on a network port
PATIENCE = 60.0
QUIET = (  # what a statement's parameters or a row's values would put into the log stays out of it
    ("log_error_verbosity", "terse"),
    ("log_min_error_statement", "panic"),
    ("log_parameter_max_length", "0"),
    ("log_checkpoints", "off"),
)
FORGETFUL = (("fsync", "off"), ("full_page_writes", "off"))
ROLES = ("hotline", "hotline_app", "hotline_sealed")


def alive(place: Place) -> bool:
    """Whether any process of the cluster lives. The inherited lock tells: a process id may be another's by now."""
    handle = locks.taken(place.home / "alive.lock")
    if handle is not None:
        os.close(handle)
    return handle is None


def ready(place: Place) -> int | None:
    """The process id of a postmaster that accepts connections, or None."""
    try:
        lines = (place.data / "postmaster.pid").read_text("utf-8").splitlines()
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(place.sockets / f".s.PGSQL.{PORT}"))
    except OSError:
        return None
    return int(lines[0]) if len(lines) > 7 and lines[7].strip() == "ready" else None


def start(place: Place, binaries: Binaries, *, durable: bool) -> int:
    """Start the cluster, none of whose processes lives, and wait until it accepts connections."""
    lock = locks.taken(place.home / "alive.lock")
    if lock is None:
        raise ClusterError(f"The PostgreSQL of {place.home} has just been started by somebody else.", "Try again.")
    try:
        _clear(place)
        _admit(place)
        _spawn(place, _command(place, binaries, durable=durable), lock)
    finally:
        os.close(lock)
    return wait_until_ready(place)


def wait_until_ready(place: Place) -> int:
    """The process id, as soon as it accepts connections (a crash's recovery comes first)."""
    deadline = time.monotonic() + PATIENCE
    while (pid := ready(place)) is None:
        if not alive(place):
            raise diagnosed(place.log.read_text("utf-8", "replace"), place.home, place.account.name)
        if time.monotonic() > deadline:
            raise ClusterError(
                f"PostgreSQL is alive but has not been ready for {PATIENCE:.0f} seconds.",
                f"Read {place.log}; if it recovers, wait.",
            )
        time.sleep(locks.POLL)
    return pid


def stop(place: Place, patience: float = 4.0) -> None:
    """Stop the cluster: with a checkpoint if that takes less than `patience` seconds, else at once.

    Nothing committed is lost either way: the next start recovers it from the write-ahead log.
    """
    for kind in (signal.SIGINT, signal.SIGQUIT):
        _signal(place, kind)
        deadline = time.monotonic() + patience
        while alive(place):
            if time.monotonic() > deadline:
                break
            time.sleep(locks.POLL)
        else:
            return
    raise ClusterError(
        f"PostgreSQL does not stop (data in {place.home}).", f"End its processes by hand; see {place.log}."
    )


def _signal(place: Place, kind: signal.Signals) -> None:
    try:
        os.kill(int((place.data / "postmaster.pid").read_text("utf-8").splitlines()[0]), kind)
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return


def _clear(place: Place) -> None:
    """Remove what a killed server left. PostgreSQL would refuse if its process id is somebody's by now."""
    pid_file = place.data / "postmaster.pid"
    if pid_file.exists() and not _by_hand(place, pid_file):
        pid_file.unlink()
    shutil.rmtree(place.sockets, ignore_errors=True)
    private_directory(place.sockets, place.account)
    private_directory(place.log.parent, place.account)
    if place.log.exists():
        place.log.replace(place.log.with_suffix(".previous.log"))


def _by_hand(place: Place, pid_file: Path) -> bool:
    """Whether the process in the file is a server that somebody started on these data without us."""
    pid = pid_file.read_text("utf-8").split("\n", 1)[0].strip()
    try:
        return os.fsencode(place.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _admit(place: Place) -> None:
    """Let root and the directory's owner in, whom the kernel vouches for: there is no password that could leak."""
    users = {pwd.getpwuid(0).pw_name, place.account.name} - {SHARED_USER}
    pairs = "".join(f'hotline "{user}" {role}\n' for user in sorted(users) for role in ROLES)
    hba = "local all all peer map=hotline\nlocal replication all peer map=hotline\n"
    for name, text in (("pg_hba.conf", hba), ("pg_ident.conf", pairs)):
        file = place.data / name
        file.write_text(text, "utf-8")
        file.chmod(0o600)
        place.account.own(file)


def _command(place: Place, binaries: Binaries, *, durable: bool) -> list[str]:
    directory = str(place.sockets).replace('"', '""')
    settings = (
        ("listen_addresses", ""),
        ("port", str(PORT)),
        ("unix_socket_directories", f'"{directory}"'),
        ("unix_socket_permissions", "0700"),
        ("max_connections", "200"),
        *QUIET,
        *(() if durable else FORGETFUL),
    )
    return [
        binaries.program("postgres"),
        "-D",
        str(place.data),
        *(part for n, v in settings for part in ("-c", f"{n}={v}")),
    ]


def _spawn(place: Place, command: list[str], lock: int) -> None:
    """Run the server as nobody's child, so that it outlives a killed parent and is no zombie of a live one."""
    with place.log.open("ab") as log:
        place.account.run(["/bin/sh", "-c", '"$@" &', "sh", *command], output=log.fileno(), keep=[lock])
