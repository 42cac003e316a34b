"""The columns of a sealed field, written together: `<f>_sealed`, `<f>_mask` and, where it is searched, `<f>_index`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.sealing.blind_index import IndexKeys
from core.sealing.fields import FieldRef, seal
from core.sealing.keychain import CaseKey
from core.sealing.masks import MaskKind, mask

_declared: set["SealedField"] = set()


@dataclass(frozen=True, slots=True)
class SealedField:
    """One personal field, declared once: `SealedField("reporter", "phone", MaskKind.PHONE, normal.phone)`.

    `normalise` is there if exact search is offered; what it answers None for is not indexed.
    """

    table: str
    name: str
    kind: MaskKind
    normalise: Callable[[str], str | None] | None = None

    def __post_init__(self) -> None:
        _declared.add(self)

    @property
    def column(self) -> str:
        """The logical column, `table.name`."""
        return f"{self.table}.{self.name}"

    def ref(self, row_id: UUID) -> FieldRef:
        """Where the field's value of one row belongs."""
        return FieldRef(self.column, row_id)

    def search_key(self, indexes: IndexKeys, value: str) -> bytes | None:
        """What `<f>_index` is to hold; None if the value cannot be such a value, or the field is not searched."""
        normalised = self.normalise(value) if self.normalise else None
        return None if normalised is None else indexes.blind_index(self.column, normalised)

    def search_keys(self, indexes: IndexKeys, value: str) -> Sequence[bytes]:
        """What to compare `<f>_index` with: two during a rotation, the newer one last; none where there is no key."""
        normalised = self.normalise(value) if self.normalise else None
        return () if normalised is None else indexes.sought(self.column, normalised)


def declared() -> set[SealedField]:
    """Every personal field that this process knows of; logs leave out what bears their names or forms."""
    return _declared


def sealed_columns(
    field: SealedField, row_id: UUID, value: str | None, *, case_key: CaseKey, indexes: IndexKeys
) -> dict[str, bytes | str | None]:
    """The values of the field's columns for one row; all None when there is no value."""
    columns: dict[str, bytes | str | None] = {
        f"{field.name}_sealed": None if value is None else seal(case_key, field.ref(row_id), value),
        f"{field.name}_mask": None if value is None else mask(field.kind, value),
    }
    if field.normalise:
        columns[f"{field.name}_index"] = None if value is None else field.search_key(indexes, value)
    return columns
