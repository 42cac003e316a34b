"""The terms of a measure as a mutation is given them."""

from datetime import date

import strawberry

from plugins.enterprise_desk.inputs import MeasureTerms
from plugins.enterprise_desk.schema import enums  # noqa: F401 - registers the enum the field names
from plugins.enterprise_desk.vocabulary import Size
from schema.api import bounded, key, optional, optional_list


@strawberry.input
class MeasureTermsInput:
    """Inherited by inputs that say what a measure is."""

    title: str = strawberry.field(description="Title, at most 200 characters.\n政策名称（最多 200 字）")
    issuing_unit_id: strawberry.ID = strawberry.field(description="Who issued it.\n发布单位")
    basis: str = strawberry.field(
        description="The document behind it, at most 2,000 characters.\n政策依据（最多 2000 字）"
    )
    benefit: str = strawberry.field(
        description="What an enterprise gets, at most 2,000 characters.\n惠企内容（最多 2000 字）"
    )
    valid_from: date = strawberry.field(description="First day.\n生效日期")
    valid_to: date | None = optional("Last day.\n失效日期")
    industries: list[str] = optional_list(
        "Sections of GB/T 4754 it is for, at most 20; none: all.\n适用行业门类（最多 20 项，不填为不限）"
    )
    sizes: list[Size] = optional_list("Sizes it is for; none: all.\n适用规模（不填为不限）")
    districts: list[str] = optional_list(
        "Codes of districts, each with those below, at most 20; none: all.\n适用区划（最多 20 项，不填为不限）"
    )

    def terms(self) -> MeasureTerms:
        """As the command takes them. Raises NotFound and TOO_MANY."""
        return MeasureTerms(
            title=self.title,
            issuing_unit_id=key(self.issuing_unit_id, "unit", "issuingUnitId"),
            basis=self.basis,
            benefit=self.benefit,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            industries=tuple(bounded(self.industries, "industries")),
            sizes=tuple(bounded(self.sizes, "sizes")),
            districts=tuple(bounded(self.districts, "districts")),
        )
