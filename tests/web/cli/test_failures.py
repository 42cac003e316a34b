"""What keeps a command from working is told in a sentence and a mend."""

import errno
from pathlib import Path

import asyncpg
import pytest

from core.access.errors import Fault, PolicyError
from core.attachments.store import StoreRefused
from core.db.private import ClusterError
from core.deadlines.profile_files import ProfileError
from core.sealing.provider import RootKeyRefused
from web.cli.failures import failure
from web.problems import Halt


@pytest.mark.parametrize(
    "error",
    [
        Halt("cause", "mend"),
        ClusterError("cause", "mend"),
        PolicyError(Path("policy.csv"), [Fault(3, "cause", "mend")]),
        RootKeyRefused("cause: mend"),
        StoreRefused("cause: mend"),
        ProfileError("cause: mend"),
    ],
)
def test_a_refusal_is_told_as_it_is(error: Exception) -> None:
    assert failure(error) == str(error)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "The disk is full (/data/x)."),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "The disk is full."),
        (asyncpg.DiskFullError("could not extend file"), "The disk of the database is full."),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "The database does not answer."),
        (TimeoutError(), "The database does not answer."),
        (OSError(errno.EHOSTUNREACH, "no route"), "The database does not answer."),
        (OSError(-2, "Name or service not known"), "The database's host is not known."),
        (asyncpg.InvalidPasswordError("for user x"), "The database does not accept this user."),
        (asyncpg.InvalidCatalogNameError("database x"), "There is no such database."),
        (asyncpg.InsufficientPrivilegeError("schema public"), "The database's user lacks a right."),
        (asyncpg.TooManyConnectionsError("sorry"), "The database takes no more connections."),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "n.txt"), "n.txt: No such file or directory."),
        (PermissionError(errno.EACCES, "Permission denied", "n.txt"), "n.txt: Permission denied."),
    ],
)
def test_trouble_of_the_machine_is_told_with_its_mend(error: Exception, told: str) -> None:
    found = failure(error)
    assert found is not None
    assert found.split("\n")[0] == told
    assert found.split("\n")[1].endswith(".")


def test_what_lies_behind_a_librarys_error_counts() -> None:
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = asyncpg.DiskFullError("could not extend file")
    assert failure(wrapped) == "The disk of the database is full.\nFree some space there and try again."


def test_a_fault_of_ours_is_not_dressed_up() -> None:
    assert failure(KeyError("x")) is None
