"""Parties are known again by what they are, however it is typed, and never kept in the clear."""

import pytest

from core.sealing.blind_index import IndexChain, IndexKeys, IndexLink
from core.sealing.provider import LocalKeyProvider
from plugins.legal_desk.parties import Known, recognise
from plugins.legal_desk.states import PartyKind

INDEXES = IndexKeys(LocalKeyProvider(bytes(32)))


def known(kind: PartyKind, text: str) -> Known:
    found = recognise(INDEXES, kind, text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (PartyKind.PHONE, "138 0538 1234", "+86-13805381234"),
        (PartyKind.IDENTITY_NO, "37090219900101123x", "37090219900101123X "),
        (PartyKind.NAME, "张 三", "张三"),
        (PartyKind.COMPANY, "泰山建筑(集团)公司", "泰山建筑（集团）公司"),
    ],
)
def test_it_is_the_same_party_however_it_is_typed(kind: PartyKind, one: str, other: str) -> None:
    assert known(kind, one).index == known(kind, other).index


def test_a_company_and_a_name_meet_but_numbers_of_two_kinds_never() -> None:
    assert known(PartyKind.NAME, "泰山公司").index == known(PartyKind.COMPANY, "泰山公司").index
    assert known(PartyKind.PHONE, "13805381234").index != known(PartyKind.NAME, "13805381234").index


def test_only_a_company_s_name_stays_readable() -> None:
    person, company = known(PartyKind.NAME, "诸葛亮"), known(PartyKind.COMPANY, " 泰山公司 ")

    assert (person.mask, person.company) == ("诸**", None)
    assert (company.mask, company.company) == ("泰山公司", "泰山公司")
    assert "1234" in known(PartyKind.PHONE, "13805381234").mask
    assert "0538" not in known(PartyKind.PHONE, "13805381234").mask


@pytest.mark.parametrize(
    ("kind", "text"),
    [(PartyKind.PHONE, "一二三"), (PartyKind.IDENTITY_NO, "123"), (PartyKind.NAME, " ，。"), (PartyKind.COMPANY, "--")],
)
def test_what_is_no_such_thing_is_not_known(kind: PartyKind, text: str) -> None:
    assert recognise(INDEXES, kind, text) is None


def test_while_a_key_is_rotated_both_digests_are_kept() -> None:
    indexes = IndexKeys(LocalKeyProvider(bytes(32)), IndexChain((IndexLink(1, b"k" * 32),), 0, (0, 1)))

    found = recognise(indexes, PartyKind.COMPANY, "泰山公司")

    assert found is not None
    columns = found.columns()
    kept = [columns[name] for name in ("party_index", "party_index_next", "company_index", "company_index_next")]
    assert [len(one) for one in kept if isinstance(one, bytes)] == [16, 17, 16, 17]
