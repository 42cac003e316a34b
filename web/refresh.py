"""Keeps a running process with what operators changed: calendar, profiles, codes, queues, index keys, policy file, issuers' keys.

A change is taken whole or not at all: what cannot be read is logged, and the former state stays in force.
"""

import asyncio
from pathlib import Path
from typing import TypeAlias

import structlog
from sqlalchemy import text

from core.access.errors import PolicyError
from core.codes.registry import load_codes
from core.db.read import Read
from core.db.uow import unit_of_work
from core.deadlines.recompute import recompute_open_clocks
from core.districts.queries import last_switch, take_switches
from core.errors import DomainError
from core.events.queues import read_queues
from core.keys.index_chain import index_chain
from core.office import read_profiles, read_workdays
from core.plugin.host import PluginHost
from web.auth.issuers import external_issuer
from web.host import Host
from web.plugins import matrix_of
from web.problems import Halt
from web.trust import strong_of

_REVISIONS = text("""
    select (select md5(string_agg(y::text, ',' order by y.year)) from calendar_year y) as calendar,
           (select md5(string_agg(p::text, ',' order by p.name, p.version)) from policy_profile p) as profiles,
           (select md5(string_agg(c::text, ',' order by c."set", c.code)) from code c)
        || (select md5(string_agg(c::text, ',' order by c.code)) from category c) as codes,
           (select md5(string_agg(q::text, ',' order by q.name)) from work_queue q)
        || (select md5(string_agg(u.code || u.path, ',' order by u.code)) from unit u) as queues,
           (select md5(string_agg(d.purpose, ',' order by d.purpose)) from derivation_key d)
        || (select coalesce(max(r.step), '') from key_rotation r where r.level = 'INDEXES' and r.ended_at is null)
           as indexes
""")
_log = structlog.get_logger("hotline.refresh")


_Stamp: TypeAlias = "tuple[int, int, int] | None"


class Refresher:
    """Compares the sources with what it saw last; `look` is called every few seconds."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._rows: dict[str, str] = {}
        self._reckoned_with = host.services.workdays

    async def look(self) -> None:
        """Take over what changed since the last look; the first look only remembers, but for the queues.

        An event that is written before a queue is known never reaches it.
        """
        found = await self._host.read.fetch_one(_REVISIONS)
        now = dict(found or {})
        changed = {name for name in now if now[name] != self._rows.get(name)} if self._rows else {"queues"}
        try:
            await self._take(changed)
        except DomainError as error:
            _log.error("change not taken", changed=sorted(changed), problem=str(error))
        self._rows = now

    async def _take(self, changed: set[str]) -> None:
        host = self._host
        if "calendar" in changed:
            await self._take_calendar()
        if "profiles" in changed:
            host.services.profiles = await read_profiles(host.read)
        if "codes" in changed:
            host.codes = await load_codes(host.read)
        if "queues" in changed:
            host.services.queues = await read_queues(host.read)
        if "indexes" in changed:
            host.services.indexes.chain = await index_chain(host.read, host.root_keys.provider)
        if changed:
            _log.info("change taken", changed=sorted(changed))

    async def _take_calendar(self) -> None:
        """Reckon again, too: what this process wrote with the former calendar since the import, nobody else has seen."""
        host = self._host
        host.services.workdays = await read_workdays(host.read)
        async with unit_of_work(host.pool, host.services) as uow:
            await recompute_open_clocks(uow, self._reckoned_with, host.services.workdays)
        self._reckoned_with = host.services.workdays


class FileWatch:
    """Follows the policy file and the issuer's keys; `look` is called several times a second.

    A file is taken at the second look that finds it the same: half of a policy that is still being written would be a policy
    that denies the other half. Until the new one is compiled the former is in force, whole.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        files = (host.settings.policy, host.settings.issuer_keys)
        self._taken: dict[Path, _Stamp] = {file: _stamp(file) for file in files if file}
        self._last = dict(self._taken)

    async def look(self) -> None:
        """Take over what changed, and has come to rest, since the last look."""
        for file in self._taken:
            stamp, last = _stamp(file), self._last[file]
            self._last[file] = stamp
            if stamp == last != self._taken[file]:
                self._taken[file] = stamp
                await self._read_again(file)

    async def _read_again(self, file: Path) -> None:
        host = self._host
        try:
            if file == host.settings.policy:
                matrix = await asyncio.to_thread(matrix_of, host.plugins, file, host.matrix.withholding)
                if _stamp(file) != self._taken[file]:
                    return  # it was written on while it was read: the next look finds it changed
                host.matrix = matrix
            elif host.settings.issuer:
                found = external_issuer(host.settings.issuer, file, strong_of(host.settings))
                host.issuers = {**host.issuers, host.settings.issuer: found}
        except (PolicyError, Halt, OSError) as error:
            _log.error("change not taken", file=str(file), problem=str(error))
        else:
            _log.info("change taken", file=str(file))


class SwitchWatch:
    """Follows the switches of plug-ins that other processes made; `look` is called every second."""

    def __init__(self, read: Read, plugins: PluginHost) -> None:
        self._read, self._plugins, self._number = read, plugins, -1

    async def look(self) -> None:
        """Take over what was switched since the last look."""
        number = await last_switch(self._read)
        if number != self._number:
            await take_switches(self._read, self._plugins)
            self._number = number


def _stamp(file: Path) -> _Stamp:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
