from uuid import UUID

import pytest

from core.sealing import normal
from core.sealing.blind_index import IndexKeys
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.envelope import SealingKey
from core.sealing.fields import FieldRef, open_
from core.sealing.keychain import CaseKey
from core.sealing.masks import MaskKind
from core.sealing.provider import LocalKeyProvider

ROW = UUID(int=9)
KEY = CaseKey(b"", SealingKey.of(b"k" * 32))
PHONE = SealedField("reporter", "phone", MaskKind.PHONE, normal.phone)
NAME = SealedField("reporter", "name", MaskKind.NAME)


@pytest.fixture
def indexes() -> IndexKeys:
    return IndexKeys(LocalKeyProvider(b"r" * 32))


def test_a_searched_field_has_three_columns(indexes: IndexKeys) -> None:
    columns = sealed_columns(PHONE, ROW, "138-0013-8000", case_key=KEY, indexes=indexes)
    assert set(columns) == {"phone_sealed", "phone_mask", "phone_index"}
    assert columns["phone_mask"] == "138****8000"
    assert columns["phone_index"] == PHONE.search_key(indexes, "+86 13800138000")
    sealed = columns["phone_sealed"]
    assert isinstance(sealed, bytes)
    assert open_(KEY, FieldRef("reporter.phone", ROW), sealed) == "138-0013-8000"


def test_a_field_that_is_not_searched_has_no_index(indexes: IndexKeys) -> None:
    columns = sealed_columns(NAME, ROW, "张三", case_key=KEY, indexes=indexes)
    assert set(columns) == {"name_sealed", "name_mask"}
    assert columns["name_mask"] == "张**"
    assert NAME.search_key(indexes, "张三") is None


def test_no_value_leaves_every_column_empty(indexes: IndexKeys) -> None:
    columns = sealed_columns(PHONE, ROW, None, case_key=KEY, indexes=indexes)
    assert columns == {"phone_sealed": None, "phone_mask": None, "phone_index": None}


def test_what_is_no_number_is_sealed_but_not_found(indexes: IndexKeys) -> None:
    columns = sealed_columns(PHONE, ROW, "问邻居", case_key=KEY, indexes=indexes)
    assert columns["phone_sealed"] is not None
    assert columns["phone_mask"] == "****"
    assert columns["phone_index"] is None
    assert PHONE.search_key(indexes, "问邻居") is None
