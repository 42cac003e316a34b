"""The operating-system user PostgreSQL runs as. PostgreSQL refuses root, so that root lends it an ordinary user."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.db.cluster.errors import OWN_DATABASE, ClusterError

SHARED_USER = "nobody"
"""Whom many programs of a machine run as: root may lend it to PostgreSQL, but it is never let into the database."""

SERVICE_USERS = ("postgres", SHARED_USER)


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine; `lent` when it is not the one who runs this process."""

    name: str
    uid: int
    gid: int
    lent: bool

    def run(
        self, command: Sequence[str], *, output: int = subprocess.PIPE, keep: Sequence[int] = (), text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user in a session of its own, so that a terminal's Ctrl-C does not reach it.

        `keep` are the file descriptors it inherits, `text` its standard input. Raises OSError if it cannot be run.
        """
        return subprocess.run(  # noqa: S603 - every command is our own
            command,
            input=text,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            pass_fds=keep,
            start_new_session=True,
            user=self.uid if self.lent else None,
            group=self.gid if self.lent else None,
            extra_groups=[] if self.lent else None,
        )

    def reaches(self, directory: Path) -> bool:
        """Whether this user can enter the directory; the kernel is asked, which knows all kinds of permission."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)]).returncode == 0

    def own(self, path: Path) -> None:
        """Give a file that this process made to the user."""
        if self.lent:
            os.chown(path, self.uid, self.gid)


def account_for(directory: Path) -> Account:
    """Who runs PostgreSQL for the data in `directory`.

    That is this process's user. For root it is whoever owns the directory or, before it exists, the one around it;
    where that is root too, a service user of the machine. Raises ClusterError for a user PostgreSQL cannot let in.
    """
    if os.geteuid() != 0:
        return _own_account(os.geteuid())
    existing = next(path for path in (directory, *directory.parents) if path.exists())
    owner = existing.stat().st_uid
    return _account(owner, lent=True) if owner else _service_user()


def _own_account(uid: int) -> Account:
    account = _account(uid, lent=False)
    if account.name == SHARED_USER:
        raise ClusterError(
            f"The private PostgreSQL is closed to the user {SHARED_USER}, whom other programs of the machine run as too.",
            f"Run as a user of its own (useradd --system hotline), {OWN_DATABASE}.",
        )
    return account


def _account(uid: int, *, lent: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise ClusterError(
            f"User {uid} has no name on this machine (no line in /etc/passwd), and PostgreSQL requires one.",
            f"Add the user to /etc/passwd, run as another user, {OWN_DATABASE}.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, lent)


def _service_user() -> Account:
    users = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    for name in SERVICE_USERS:
        if users.get(name):
            return _account(users[name], lent=True)
    raise ClusterError(
        "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody.",
        f"Add one (useradd --system postgres), run as an ordinary user, {OWN_DATABASE}.",
    )
