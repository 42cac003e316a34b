import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given
from hypothesis import strategies as st

from core.sealing.blind_index import IndexChain, IndexKeys, IndexLink
from core.sealing.envelope import Suite
from core.sealing.provider import LocalKeyProvider

PROVIDER = LocalKeyProvider(b"r" * 32)
PHONE = "reporter.phone"


@pytest.fixture
def indexes() -> IndexKeys:
    return IndexKeys(PROVIDER)


def test_equal_values_have_equal_indexes_in_every_process(indexes: IndexKeys) -> None:
    other_process = IndexKeys(LocalKeyProvider(b"r" * 32))
    assert indexes.blind_index(PHONE, "+8613800138000") == other_process.blind_index(PHONE, "+8613800138000")


def test_the_index_is_the_first_16_bytes_of_hmac_sha256_under_the_columns_key(indexes: IndexKeys) -> None:
    key = PROVIDER.derive("blind index|reporter.phone")
    assert indexes.blind_index(PHONE, "+861") == hmac.new(key, b"+861", hashlib.sha256).digest()[:16]


def test_columns_values_and_root_keys_part_indexes(indexes: IndexKeys) -> None:
    elsewhere = IndexKeys(LocalKeyProvider(b"s" * 32))
    found = {
        indexes.blind_index(PHONE, "+8613800138000"),
        indexes.blind_index(PHONE, "+8613800138001"),
        indexes.blind_index("employee.phone", "+8613800138000"),
        elsewhere.blind_index(PHONE, "+8613800138000"),
        hashlib.sha256(b"+8613800138000").digest()[:16],
    }
    assert len(found) == 5


def test_a_title_is_found_by_its_words_in_any_order(indexes: IndexKeys) -> None:
    title = set(indexes.title_bigrams("岱庙街道小区停水，居民投诉三天无人处理"))
    for words in ("停水", "小区停水", "投诉 停水", "停水、投诉", "岱庙街道"):
        assert set(indexes.title_bigrams(words)) <= title
        assert indexes.title_bigrams(words)
    for words in ("停电", "水居", "街道停水"):
        assert not set(indexes.title_bigrams(words)) <= title


def test_case_and_width_do_not_count(indexes: IndexKeys) -> None:
    assert indexes.title_bigrams("ＷｉＦｉ 5G") == indexes.title_bigrams("wifi，5g")


@pytest.mark.parametrize("text", ["", "水", "水 电", "，。！", " _ "])
def test_a_text_without_pairs_has_no_numbers(indexes: IndexKeys, text: str) -> None:
    assert indexes.title_bigrams(text) == []


@given(st.text(max_size=60))
def test_numbers_are_signed_32_bit_ascending_and_unique(text: str) -> None:
    numbers = IndexKeys(PROVIDER).title_bigrams(text)
    assert numbers == sorted(set(numbers))
    assert all(-(2**31) <= number < 2**31 for number in numbers)


@given(st.text("停水投诉小区街道", min_size=2, max_size=20), st.data())
def test_any_part_of_a_title_finds_it(title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(title) - 2))
    end = data.draw(st.integers(start + 2, len(title)))
    indexes = IndexKeys(PROVIDER)
    part = indexes.title_bigrams(title[start:end])
    assert part
    assert set(part) <= set(indexes.title_bigrams(title))


def test_another_root_key_gives_other_numbers(indexes: IndexKeys) -> None:
    other = IndexKeys(LocalKeyProvider(b"s" * 32))
    assert set(indexes.title_bigrams("小区停水")).isdisjoint(other.title_bigrams("小区停水"))


@pytest.mark.parametrize("suite", Suite)
def test_a_link_is_a_digest_of_the_digest_before(suite: Suite, indexes: IndexKeys) -> None:
    secret, first = b"k" * 32, indexes.blind_index(PHONE, "+861")

    indexes.chain = IndexChain((IndexLink(1, secret, suite),), written=1, sought=(0, 1))

    name = {Suite.AES_256_GCM: "sha256", Suite.SM4_GCM: "sm3"}[suite]
    linked = b"\x01" + hmac.new(secret, first, name).digest()[:16]
    assert indexes.blind_index(PHONE, "+861") == linked
    assert indexes.sought(PHONE, "+861") == [first, linked]


def test_what_was_made_here_is_known_whatever_is_rotated(indexes: IndexKeys) -> None:
    before = indexes.secret_digest("reporter.access_code", "K7Q2")
    indexes.chain = IndexChain((IndexLink(1, b"k" * 32),), written=1, sought=(1,))
    assert indexes.secret_digest("reporter.access_code", "K7Q2") == before


@pytest.mark.parametrize("number", [0, 256])
def test_a_link_has_a_number_of_one_byte(number: int) -> None:
    with pytest.raises(ValueError, match=f"link {number}: there are 255 of them"):
        IndexLink(number, b"k" * 32)


def test_sm3_is_the_standard_s() -> None:
    """The first example of GB/T 32905."""
    digest = Hash(SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
