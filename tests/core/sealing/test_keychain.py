import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.errors import Refused
from core.sealing.envelope import SealBroken, Suite
from core.sealing.fields import FieldRef, open_, seal
from core.sealing.keychain import CACHED_CASES, CASE_SHREDDED, SHREDDED, CaseKey, KeyChain, month_of
from core.sealing.provider import LocalKeyProvider, RootKeyRefused
from tests.support.month_keys import MemoryMonthKeys

ROOT = b"r" * 32
FIELD = FieldRef("reporter.phone", UUID(int=7))


class CountingMonthKeys(MemoryMonthKeys):
    """The in-memory store, counting how often it is asked."""

    asked = 0

    async def get(self, month: str) -> bytes | None:
        self.asked += 1
        await asyncio.sleep(0)
        return await super().get(month)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def months() -> CountingMonthKeys:
    return CountingMonthKeys()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _chain(months: MemoryMonthKeys, root: bytes = ROOT, clock: Clock | None = None) -> KeyChain:
    return KeyChain(LocalKeyProvider(root), months, clock or Clock())


async def test_another_process_opens_what_this_one_sealed(months: CountingMonthKeys) -> None:
    # Given a value sealed under a new case key
    made = await _chain(months).new_case_key("2026-11")
    sealed = seal(made, FIELD, "13800138000")
    # When another process, with an empty cache, unwraps the key from the case row
    read = await _chain(months).case_key(made.wrapped)
    # Then it opens the value
    assert open_(read, FIELD, sealed) == "13800138000"
    assert read == made


async def test_every_case_has_its_own_key_and_a_month_only_one(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    made = [await chain.new_case_key("2026-11") for _ in range(50)]
    assert len({case_key.key.key_id for case_key in made}) == 50
    assert len({case_key.wrapped[:17] for case_key in made}) == 1  # month, version, suite, month key's fingerprint
    assert months.asked == 1


async def test_of_many_who_need_a_month_one_asks(months: CountingMonthKeys) -> None:
    chain, other = _chain(months), _chain(months)
    made = await asyncio.gather(*(chain.new_case_key("2026-11") for _ in range(20)))
    assert months.asked == 1
    assert await asyncio.gather(*(other.case_key(one.wrapped) for one in made)) == made
    assert months.asked == 2


async def test_another_process_opens_the_keys_of_every_month(months: CountingMonthKeys) -> None:
    chain, other = _chain(months), _chain(months)
    made = [await chain.new_case_key(f"2026-{month:02d}") for month in (3, 1, 2, 1)]
    assert [await other.case_key(one.wrapped) for one in made] == made


async def test_the_key_kept_first_wins_between_processes() -> None:
    # Given a store in which another process kept the month's key between our look and our write
    class Raced(MemoryMonthKeys):
        async def get(self, month: str) -> bytes | None:
            return None

    store = Raced()
    first, second = await _chain(store).new_case_key("2026-11"), await _chain(store).new_case_key("2026-11")
    # Then both case keys are wrapped by the one that is kept
    kept = MemoryMonthKeys()
    stored = await MemoryMonthKeys.get(store, "2026-11")
    assert stored is not None
    await kept.put("2026-11", stored)
    chain = _chain(kept)
    assert [await chain.case_key(one.wrapped) for one in (first, second)] == [first, second]


async def test_unwrapped_keys_are_forgotten_after_five_minutes(months: CountingMonthKeys, clock: Clock) -> None:
    chain = _chain(months, clock=clock)
    made = await chain.new_case_key("2026-11")
    clock.now = 299.0
    assert await chain.case_key(made.wrapped) is made
    assert months.asked == 1
    clock.now = 301.0
    again = await chain.case_key(made.wrapped)
    assert again == made
    assert again is not made
    assert months.asked == 2


async def test_the_memory_of_case_keys_is_bounded(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    first = await chain.new_case_key("2026-11")
    for _ in range(CACHED_CASES):
        await chain.new_case_key("2026-11")
    assert await chain.case_key(first.wrapped) is not first


async def test_any_altered_byte_of_a_wrapped_key_breaks_it(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    await chain.new_case_key("2026-10")
    wrapped = (await chain.new_case_key("2026-11")).wrapped
    for position in range(len(wrapped)):
        altered = wrapped[:position] + bytes([wrapped[position] ^ 0x01]) + wrapped[position + 1 :]
        with pytest.raises(SealBroken) as refused:
            await chain.case_key(altered)
        assert wrapped.hex() not in str(refused.value)


@pytest.mark.parametrize("wrapped", [b"2", b"2026-11", b"2026-11\x01\x01", b"\xff" * 80])
async def test_what_is_no_wrapped_key_is_refused(months: CountingMonthKeys, wrapped: bytes) -> None:
    chain = _chain(months)
    await chain.new_case_key("2026-11")
    with pytest.raises(SealBroken):
        await chain.case_key(wrapped)


async def test_a_case_key_cannot_be_moved_to_another_month(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    await chain.new_case_key("2026-10")
    wrapped = (await chain.new_case_key("2026-11")).wrapped
    with pytest.raises(SealBroken):
        await chain.case_key(b"2026-10" + wrapped[7:])


async def test_a_destroyed_month_takes_its_cases_with_it(months: CountingMonthKeys) -> None:
    made = await _chain(months).new_case_key("2026-11")
    with pytest.raises(SealBroken):
        await _chain(MemoryMonthKeys()).case_key(made.wrapped)


async def test_the_wrong_root_key_is_told_apart_from_damage(months: CountingMonthKeys) -> None:
    made = await _chain(months).new_case_key("2026-11")
    with pytest.raises(RootKeyRefused, match=r"^month_key\|2026-11 was wrapped by root key .* put the former root key"):
        await _chain(months, b"other root key of 32 bytes......").case_key(made.wrapped)


async def test_a_month_key_altered_in_the_store_is_noticed(months: CountingMonthKeys) -> None:
    made = await _chain(months).new_case_key("2026-11")
    kept = await months.get("2026-11")
    assert kept is not None
    altered = MemoryMonthKeys()
    await altered.put("2026-11", kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(SealBroken):
        await _chain(altered).case_key(made.wrapped)


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "2026/11", "２０２６-11"]
)
async def test_a_malformed_month_is_refused(months: CountingMonthKeys, month: str) -> None:
    with pytest.raises(ValueError, match="is not a month; write YYYY-MM"):
        await _chain(months).new_case_key(month)


def test_a_month_begins_at_midnight_in_shanghai() -> None:
    assert month_of(datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)) == "2026-10"
    assert month_of(datetime(2026, 10, 31, 16, 0, tzinfo=UTC)) == "2026-11"


async def test_a_case_key_shows_no_secret(months: CountingMonthKeys) -> None:
    made = await _chain(months).new_case_key("2026-11")
    assert isinstance(made, CaseKey)
    assert "cipher" not in repr(made)


async def test_a_successor_opens_what_either_sealed_and_seals_with_the_fresh_key(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    made = await chain.new_case_key("2026-11")
    before = seal(made, FIELD, "13800138000")

    both = await _chain(months).case_key(await chain.successor(made.wrapped, "2026-12"))

    after = seal(both, FIELD, "13900139000")
    assert (open_(both, FIELD, before), open_(both, FIELD, after)) == ("13800138000", "13900139000")
    assert (both.former, both.key == made.key, both.wrapped[:7]) == (made.key, False, b"2026-12")
    with pytest.raises(SealBroken):
        open_(made, FIELD, after)


async def test_a_key_is_given_one_successor_at_a_time(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    both = await chain.successor((await chain.new_case_key("2026-11")).wrapped, "2026-12")
    assert await chain.successor(both, "2026-12") == both


async def test_alone_it_opens_nothing_of_the_former(months: CountingMonthKeys) -> None:
    chain = _chain(months)
    made = await chain.new_case_key("2026-11")
    before = seal(made, FIELD, "13800138000")
    both = await chain.case_key(await chain.successor(made.wrapped, "2026-12"))

    alone = await _chain(months).case_key(await chain.alone(both.wrapped))

    assert (alone.key, alone.former) == (both.key, None)
    assert open_(alone, FIELD, seal(both, FIELD, "后来")) == "后来"
    with pytest.raises(SealBroken):
        open_(alone, FIELD, before)


async def test_a_key_that_was_destroyed_is_refused_by_name(months: CountingMonthKeys) -> None:
    with pytest.raises(Refused) as refused:
        await _chain(months).case_key(SHREDDED)
    assert refused.value.code is CASE_SHREDDED


async def test_all_is_sealed_with_the_suite_that_is_chosen(months: CountingMonthKeys) -> None:
    chain = KeyChain(LocalKeyProvider(ROOT, suite=Suite.SM4_GCM), months, Clock(), Suite.SM4_GCM)
    made = await chain.new_case_key("2026-11")
    wrapped_month = await months.get("2026-11")
    assert wrapped_month is not None
    for sealed in (wrapped_month, made.wrapped[7:], seal(made, FIELD, "13800138000")):
        assert sealed[1] == Suite.SM4_GCM
    assert await _chain(months).case_key(made.wrapped) == made
