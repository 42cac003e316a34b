"""A pgbouncer of the test's own before a private PostgreSQL, set up as docs/scale.md says."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from core.db.cluster.place import Place as Where
from core.db.grants import APP, SEALED
from tests.web.serving import ROOT, free_port

ROLES = ("hotline", APP, SEALED)
FEW = 3
"""Connections to the database for each login: fewer than callers, so that a transaction seldom meets the connection before."""
_PAGE = ROOT / "docs" / "scale.md"


def documented(language: str) -> str:
    """The block of the page's part on pgbouncer in this language."""
    part = _PAGE.read_text("utf-8").partition("\n## pgbouncer\n")[2].partition("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", part, re.DOTALL)
    assert found is not None, f"docs/scale.md has no {language} for pgbouncer"
    return found.group(1)


@dataclass
class Pooler:
    """It listens on 127.0.0.1, and writes down whoever comes."""

    port: int
    log: Path

    @property
    def address(self) -> str:
        """As HOTLINE_POOLER_URL names it."""
        return f"postgresql://hotline@127.0.0.1:{self.port}/hotline"

    def logins(self) -> set[str]:
        """The roles that have come through it."""
        return set(re.findall(r"hotline/(\w+)@127\.0\.0\.1:\d+ login attempt", self.log.read_text("utf-8")))


@contextmanager
def pgbouncer(place: Where, folder: Path, few: int = FEW) -> Iterator[Pooler]:
    """One for the block; `folder` must be open to the user that PostgreSQL runs as. What it could not do stands in its log."""
    port, account = free_port(), place.account
    own = folder / "pgbouncer"
    own.mkdir()
    users, ini, log = own / "users.txt", own / "pgbouncer.ini", own / "pgbouncer.log"
    users.write_text("".join(f'"{name}" ""\n' for name in ROLES), "utf-8")
    ini.write_text(_written(place, port, users, log, few), "utf-8")
    for path in (own, users, ini):
        account.own(path)
    command = ["pgbouncer", *(["-u", account.name] if account.lent else []), str(ini)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_it_listens(process, port, log)
        yield Pooler(port, log)
    finally:
        process.terminate()
        process.wait(10)


def _written(place: Where, port: int, users: Path, log: Path, few: int) -> str:
    """The documented file, with the addresses and the size of this test and what a distribution's own file sets."""
    told = documented("ini").replace("host=primary port=5432", f"host={place.sockets} port=5432")
    told, changed = re.subn(r"(?m)^default_pool_size = \d+", f"default_pool_size = {few}", told)
    assert changed == 1
    return (
        f"{told}\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {users}\n"
        f"admin_users = hotline\nlogfile = {log}\n"
    )


def _until_it_listens(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 10:
        assert process.poll() is None, log.read_text("utf-8") if log.exists() else "it ended without a word"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"pgbouncer does not listen: {log.read_text('utf-8') if log.exists() else 'and says nothing'}")


async def with_limits(dsn: str) -> None:
    """What the page has the roles bring, for each of them that there is."""
    connection = await asyncpg.connect(dsn)
    try:
        for name in await connection.fetch("select rolname from pg_roles where rolname = any($1)", list(ROLES)):
            await connection.execute(documented("sql").replace("ROLE hotline ", f"ROLE {name['rolname']} "))
    finally:
        await connection.close()
