from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sealing.envelope import SealBroken, SealingKey
from core.sealing.fields import FieldRef, open_, seal
from core.sealing.keychain import CaseKey

KEY = CaseKey(b"", SealingKey.of(b"k" * 32))
ROW, OTHER_ROW = UUID(int=1), UUID(int=2)
PHONE = FieldRef("reporter.phone", ROW)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(text=texts, row=st.uuids())
def test_any_text_opens_in_its_own_place(text: str, row: UUID) -> None:
    field = FieldRef("case_file.content", row)
    assert open_(KEY, field, seal(KEY, field, text)) == text


@pytest.mark.parametrize("text", ["", "张三", "𠮷野家", "👩‍👩‍👧", "e\u0301", "\x00", "泰山区" * 5000])
def test_unicode_is_kept_as_it_came(text: str) -> None:
    assert open_(KEY, PHONE, seal(KEY, PHONE, text)) == text


@pytest.mark.parametrize(
    "elsewhere",
    [FieldRef("reporter.phone", OTHER_ROW), FieldRef("reporter.name", ROW), FieldRef("reporter.phon", ROW)],
)
def test_a_value_moved_to_another_row_or_column_does_not_open(elsewhere: FieldRef) -> None:
    sealed = seal(KEY, PHONE, "13800138000")
    with pytest.raises(SealBroken) as refused:
        open_(KEY, elsewhere, sealed)
    assert refused.value.place == f"{elsewhere.column}|{elsewhere.row_id}"


def test_the_values_of_two_rows_cannot_be_swapped() -> None:
    first, second = FieldRef("reporter.name", ROW), FieldRef("reporter.name", OTHER_ROW)
    sealed = {first: seal(KEY, first, "张三"), second: seal(KEY, second, "李四")}
    for here, there in ((first, second), (second, first)):
        with pytest.raises(SealBroken):
            open_(KEY, here, sealed[there])


def test_the_key_of_another_case_does_not_open() -> None:
    with pytest.raises(SealBroken):
        open_(CaseKey(b"", SealingKey.of(b"o" * 32)), PHONE, seal(KEY, PHONE, "13800138000"))


def test_malformed_unicode_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValueError, match=r"^the text for reporter\.phone holds half a surrogate pair") as refused:
        seal(KEY, PHONE, "secret\ud800")
    assert "secret" not in str(refused.value)
    assert refused.value.__suppress_context__  # the error behind it carries the text
