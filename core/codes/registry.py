"""Code sets and the category tree as a process holds them; replaced whole when an operator or plug-in changes them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from core.codes.model import category, code
from core.db.read import Read

CATEGORY_SET = "category"
"""The set under which the categories' own codes are labelled."""


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code with its labels; `owner` is `core` or the plug-in that brought it. Retired codes label old rows only."""

    set: str
    code: str
    label_zh: str
    label_en: str
    owner: str
    retired: bool = False

    def label(self, language: str) -> str:
        """The label in `zh` or `en`."""
        return self.label_en if language == "en" else self.label_zh


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A node of the category tree; level 1 is the top."""

    code: str
    parent: str | None
    level: int
    name: str
    name_en: str
    required_fields: tuple[str, ...]
    essential_utility: str | None
    long_cycle: bool


@dataclass(frozen=True)
class CodeRegistry:
    """All code sets by name, and all categories by code, each in its order."""

    sets: Mapping[str, Mapping[str, CodeEntry]]
    categories: Mapping[str, CategoryEntry]
    below: Mapping[str | None, tuple[CategoryEntry, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        below: defaultdict[str | None, list[CategoryEntry]] = defaultdict(list)
        for entry in self.categories.values():
            below[entry.parent].append(entry)
        object.__setattr__(self, "below", {parent: tuple(entries) for parent, entries in below.items()})

    def entry(self, set: str, code: str) -> CodeEntry:
        """The code's entry. What no set holds, for instance of an absent plug-in, is its own label and has no owner."""
        found = self.sets.get(set, {}).get(code)
        return found or CodeEntry(set, code, code, code, owner="")

    def entries(self, set: str) -> tuple[CodeEntry, ...]:
        """The codes of the set in use, in their order; none for an unknown set."""
        return tuple(entry for entry in self.sets.get(set, {}).values() if not entry.retired)

    def knows(self, set: str, code: str) -> bool:
        """Whether the set holds the code and it is in use."""
        found = self.sets.get(set, {}).get(code)
        return found is not None and not found.retired

    def under(self, parent: str | None) -> Sequence[CategoryEntry]:
        """The categories right below `parent`; the top ones for None."""
        return self.below.get(parent, ())


_CODES = select(code).order_by(code.c.set, code.c.position, code.c.code)
_CATEGORIES = select(category).order_by(category.c.path)


async def load_codes(read: Read) -> CodeRegistry:
    """The registry as the tables have it now."""
    sets: defaultdict[str, dict[str, CodeEntry]] = defaultdict(dict)
    for row in await read.fetch(_CODES):
        labels = row["label_zh"], row["label_en"]
        sets[row["set"]][row["code"]] = CodeEntry(
            row["set"], row["code"], *labels, owner=row["owner"], retired=row["retired_at"] is not None
        )
    categories = {
        row["code"]: CategoryEntry(
            row["code"], row["parent"], row["level"], row["name"], row["name_en"],
            tuple(row["required_fields"]), row["essential_utility"], row["long_cycle"],
        )
        for row in await read.fetch(_CATEGORIES)
    }  # fmt: skip
    sets[CATEGORY_SET] |= {
        entry.code: CodeEntry(CATEGORY_SET, entry.code, entry.name, entry.name_en, owner="core")
        for entry in categories.values()
    }
    return CodeRegistry(dict(sets), categories)
