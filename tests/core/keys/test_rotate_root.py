"""The root key is replaced: month keys are wrapped anew, what is derived stays, and the former key has no use left."""

import asyncio
from pathlib import Path

import pytest

from core.keys.opening import RootKeys, open_keys
from core.keys.rotate_root import rotate_root, under_former
from core.keys.store import MonthKeyTable
from core.keys.survey import months
from core.sealing.blind_index import IndexKeys
from core.sealing.keychain import KeyChain
from core.sealing.provider import RootKeyRefused
from core.tables import CORE
from tests.core.attachments.files import PNG, complete_file, given_file, read_file
from tests.core.keys.rotating import some_cases, surveyed
from tests.core.retention.old import store
from tests.support.office import ROOT_KEY, Office

NEW = b"n" * 32
THIRD = b"t" * 32


@pytest.fixture
async def sealed(own_office: Office) -> Office:
    """With keys of several months."""
    await some_cases(own_office, 1)
    for month in ("2031-01", "2031-02", "2031-03"):
        await own_office.services.keys.new_case_key(month)
    return own_office


async def both(office: Office, root: bytes = NEW, former: bytes = ROOT_KEY) -> RootKeys:
    return await open_keys(office.read, root, former)


async def rotate(office: Office, keys: RootKeys) -> list[str]:
    return [place async for place in rotate_root(office.pool, keys.provider, keys.first)]


async def test_the_new_key_alone_opens_everything_afterwards(sealed: Office) -> None:
    before = await surveyed(sealed)

    places = await rotate(sealed, await both(sealed))

    assert {"month_key|2031-01", "month_key|2031-02", "month_key|2031-03", "derivation_key|main"} <= set(places)
    alone = await open_keys(sealed.read, NEW)
    assert await under_former(sealed.read, alone.provider) == []
    assert all(one.newest for one in await months(sealed.read, CORE, alone.provider))
    chain = KeyChain(alone.provider, MonthKeyTable(sealed.pool))
    for wrapped in await sealed.pool.fetch("select case_key from case_file"):
        await chain.case_key(wrapped["case_key"])
    assert (before.under_former_root, before.lost) == (0, 0)


async def test_files_open_by_the_new_key_alone_whether_they_are_a_case_s_or_not_yet(
    own_office: Office, tmp_path: Path
) -> None:
    files = store(tmp_path)
    free, (given, _) = await complete_file(own_office, files), await given_file(own_office, files)

    await rotate(own_office, await both(own_office))

    alone = await open_keys(own_office.read, NEW)
    own_office.services.keys = KeyChain(alone.provider, MonthKeyTable(own_office.pool))
    assert [await read_file(own_office, files, id_) for id_ in (free, given)] == [PNG, PNG]


async def test_the_former_key_opens_nothing_afterwards(sealed: Office) -> None:
    await rotate(sealed, await both(sealed))

    with pytest.raises(RootKeyRefused):
        await open_keys(sealed.read, ROOT_KEY)


async def test_what_is_derived_stays_the_same_before_during_and_after(sealed: Office) -> None:
    wanted = IndexKeys((await open_keys(sealed.read, ROOT_KEY)).derived).blind_index("reporter.phone", "+8613853812345")

    during = await both(sealed)
    await rotate(sealed, during)
    second = await both(sealed, THIRD, NEW)
    await rotate(sealed, second)

    for keys in (during, second, await open_keys(sealed.read, THIRD)):
        assert IndexKeys(keys.derived).blind_index("reporter.phone", "+8613853812345") == wanted


async def test_cut_off_it_is_begun_again_and_does_the_rest(sealed: Office) -> None:
    keys = await both(sealed)
    rotating = rotate_root(sealed.pool, keys.provider, keys.first)
    await anext(rotating)
    await anext(rotating)
    await rotating.aclose()
    left = len(await under_former(sealed.read, keys.provider))
    assert left > 0

    assert len(await rotate(sealed, await both(sealed))) == left
    assert await rotate(sealed, await both(sealed)) == []


async def test_while_both_are_known_a_new_month_can_be_read_by_who_knows_the_former_alone(sealed: Office) -> None:
    keys = await both(sealed)
    made = await KeyChain(keys.provider, MonthKeyTable(sealed.pool)).new_case_key("2031-09")

    former = await open_keys(sealed.read, ROOT_KEY)

    assert await KeyChain(former.provider, MonthKeyTable(sealed.pool)).case_key(made.wrapped) == made


async def test_once_months_are_under_the_new_key_it_wraps_what_is_new_too(sealed: Office) -> None:
    await rotate(sealed, await both(sealed))
    keys = await both(sealed)

    made = await KeyChain(keys.provider, MonthKeyTable(sealed.pool)).new_case_key("2031-09")

    alone = await open_keys(sealed.read, NEW)
    assert await under_former(sealed.read, alone.provider) == []
    assert await KeyChain(alone.provider, MonthKeyTable(sealed.pool)).case_key(made.wrapped) == made


async def test_two_at_once_do_no_harm(sealed: Office) -> None:
    keys = await both(sealed)

    await asyncio.gather(rotate(sealed, keys), rotate(sealed, keys))

    assert await under_former(sealed.read, keys.provider) == []
    await open_keys(sealed.read, NEW)
