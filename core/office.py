"""Opens what every command may ask for, from the database and the root key."""

from typing import Any

from sqlalchemy import select

from core.clock import Clock
from core.db.read import Read
from core.deadlines.day import Day
from core.deadlines.model import calendar_day, calendar_year, policy_profile
from core.deadlines.profile_files import ProfileBook, parse_profile
from core.deadlines.workdays import WorkDays
from core.events.queues import read_queues
from core.keys.index_chain import index_chain
from core.keys.opening import open_keys
from core.keys.store import MonthKeyTable
from core.sealing.blind_index import IndexKeys
from core.sealing.envelope import Suite
from core.sealing.keychain import KeyChain
from core.services import Services

_DAYS = select(calendar_day).order_by(calendar_day.c.day)
_YEARS = select(calendar_year.c.year)
_PROFILES = select(policy_profile).order_by(policy_profile.c.name, policy_profile.c.version)


async def open_services(
    pool: Any,
    beside: Any,
    clock: Clock,
    root_key: bytes,
    default_profile: str = "taian",
    *,
    former: bytes | None = None,
    suite: Suite = Suite.AES_256_GCM,
) -> Services:
    """The services of one process on a migrated and seeded database. `former` is the root key that is being replaced.

    `beside` has connections for what is asked in the middle of a unit of work, none of which come from `pool`.
    """
    read = Read(pool)
    keys = await open_keys(read, root_key, former, suite)
    return Services(
        clock=clock,
        workdays=await read_workdays(read),
        profiles=await read_profiles(read),
        keys=KeyChain(keys.provider, MonthKeyTable(beside), suite=suite),
        indexes=IndexKeys(keys.derived, await index_chain(read, keys.provider)),
        default_profile=default_profile,
        queues=await read_queues(read),
    )


async def read_workdays(read: Read) -> WorkDays:
    """The calendar as operators imported it."""
    days = [Day(row["day"], row["working"], row["name"]) for row in await read.fetch(_DAYS)]
    return WorkDays(days, [row["year"] for row in await read.fetch(_YEARS)])


async def read_profiles(read: Read) -> ProfileBook:
    """Every profile version the database holds."""
    rows = await read.fetch(_PROFILES)
    return ProfileBook(parse_profile(row["body"], f"{row['name']}@{row['version']}") for row in rows)
