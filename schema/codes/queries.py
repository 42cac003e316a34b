"""Root fields about vocabularies."""

from typing import Annotated

import strawberry

from schema.codes.labels import Code, shown
from schema.codes.types import Category
from schema.context import Info
from schema.decorators import field

Set = Annotated[str, strawberry.argument(description="Name of the vocabulary, for instance `verb`.\n代码集名称")]
Under = Annotated[
    str | None, strawberry.argument(description="Below this category; the top level without it.\n上级分类代码")
]
CategoryCode = Annotated[str, strawberry.argument(description="Code of the category.\n分类代码")]

READ = "code.read"


@strawberry.type
class CodeQueries:
    """Root fields."""

    @field("The codes of a vocabulary in use, at most 2000; null if you may not read codes.\n代码集（最多 2000 项）")
    def codes(self, info: Info, set: Set) -> list[Code] | None:
        """Empty for a vocabulary nobody has declared."""
        context = info.context
        if not context.viewer.may(READ):
            return None
        return [shown(entry, context.language) for entry in context.codes.entries(set)]

    @field("One level of the category tree, at most 200; null if you may not read codes.\n分类树的一级（最多 200 项）")
    def categories(self, info: Info, under: Under = strawberry.UNSET) -> list[Category] | None:
        """Walk on by `children`."""
        context = info.context
        if not context.viewer.may(READ):
            return None
        parent = under if isinstance(under, str) else None
        return [Category(entry=entry) for entry in context.codes.under(parent)]

    @field("One category; null if there is none.\n取一个分类")
    def category(self, info: Info, code: CategoryCode) -> Category | None:
        """By code."""
        context = info.context
        entry = context.codes.categories.get(code) if context.viewer.may(READ) else None
        return None if entry is None else Category(entry=entry)
