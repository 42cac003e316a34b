"""The category tree as the API shows it."""

import strawberry

from core.codes.registry import CATEGORY_SET, CategoryEntry
from schema.codes.labels import Code, label
from schema.context import Info
from schema.decorators import field

INFORMATION_SET = "information_field"


@strawberry.type(description="A node of the category tree.\n诉求分类")
class Category:
    """One of up to five levels."""

    entry: strawberry.Private[CategoryEntry]

    @field("Its code.\n分类代码")
    def code(self) -> str:
        """What cases carry."""
        return self.entry.code

    @field("Its label in the request's language.\n分类名称")
    def label(self, info: Info) -> str:
        """For people."""
        return info.context.codes.entry(CATEGORY_SET, self.entry.code).label(info.context.language)

    @field("1 for the top.\n层级，1 为顶级")
    def level(self) -> int:
        """Depth in the tree."""
        return self.entry.level

    @field("What the reporter must tell for such a case (Art. 10).\n必填的诉求人信息")
    def required_information(self, info: Info) -> list[Code]:
        """Codes of the set information_field."""
        context = info.context
        return [label(context.codes, INFORMATION_SET, name, context.language) for name in self.entry.required_fields]

    @field("The essential utility it concerns (Art. 18), if one.\n所涉公用事业")
    def essential_utility(self, info: Info) -> Code | None:
        """A code of the set capability."""
        utility, context = self.entry.essential_utility, info.context
        return None if utility is None else label(context.codes, "capability", utility, context.language)

    @field("Whether such cases may be shelved for a long time.\n是否属长周期事项（可挂账）")
    def long_cycle(self) -> bool:
        """Art. 15(4)."""
        return self.entry.long_cycle

    @field("The node above; null at the top.\n上级分类")
    def parent(self, info: Info) -> "Category | None":
        """One level up."""
        above = self.entry.parent
        return None if above is None else Category(entry=info.context.codes.categories[above])

    @field("The nodes below, in order; at most 200.\n下级分类，最多 200 个")
    def children(self, info: Info) -> list["Category"]:
        """One level down."""
        return [Category(entry=entry) for entry in info.context.codes.under(self.entry.code)]
