"""What the inputs of mutations on cases and assignments are made of."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias, TypedDict, TypeVar
from uuid import UUID

import strawberry

from core.cases.inputs.dispatch import DispatchTarget
from core.cases.inputs.intake import ReporterDetails
from core.cases.states import Role
from core.errors import ErrorCode, Refused, register
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.inputs import Versioned
from schema.relay.ids import expect
from schema.relay.windows import given

TOO_MANY = register(ErrorCode("TOO_MANY", "最多 {limit} 项。", "At most {limit} entries are possible."))
MOST = 20
"""Entries of a list in an input."""

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - the input

Input: TypeAlias = Annotated[I, strawberry.argument(description="What is to be done.\n操作内容")]


def optional(description: str) -> Any:
    """An input field that may be absent or null, which mean the same: None. The SDL prints no default."""
    made = strawberry.field(default=None, description=description)
    made.default_value = strawberry.UNSET
    return made


def optional_list(description: str) -> Any:
    """A list that may be absent and is empty then."""
    return strawberry.field(default_factory=list, description=description)


def bounded(values: Sequence[T], name: str) -> Sequence[T]:
    """The list, if it has at most 20 entries. Raises TOO_MANY."""
    if len(values) > MOST:
        raise Refused(TOO_MANY, field=("input", name), limit=MOST)
    return values


def key(id: strawberry.ID, code: str, name: str) -> UUID:
    """The row id behind an id of one type. Raises NotFound, naming the field."""
    return expect(id, code, "input", name)


def optional_key(id: strawberry.ID | None, code: str, name: str) -> UUID | None:
    """As `key`, where there may be none."""
    return None if id is None else key(id, code, name)


def keys(ids: Sequence[strawberry.ID], code: str, name: str) -> tuple[UUID, ...]:
    """The row ids behind a list of ids of one type. Raises NotFound, naming the entry, and TOO_MANY."""
    return tuple(expect(id_, code, "input", name, str(at)) for at, id_ in enumerate(bounded(ids, name)))


class Subject(TypedDict):
    """What every command on a case is given."""

    case_id: UUID
    expected_version: int | None


@strawberry.input
class OnCaseInput(Versioned):
    """Inherited by inputs of mutations on a case."""

    case_id: strawberry.ID = strawberry.field(description="The case.\n工单")

    def subject(self) -> Subject:
        """The case and the version the caller knows. Raises NotFound for an id that is no case's."""
        return {
            "case_id": key(self.case_id, "case", "caseId"),
            "expected_version": given(self.expected_version),
        }


@strawberry.input(description="One unit and its part.\n派单对象")
class DispatchTargetInput:
    """Art. 14(1), (2)."""

    unit_id: strawberry.ID = strawberry.field(description="The unit.\n承办单位")
    role: Role = strawberry.field(description="Its part.\n承办角色")
    basis: str | None = optional(
        "Legal basis, at most 2,000 characters; may be absent if the catalogue proposes the unit.\n"
        "派单依据（最多 2000 字；派单目录推荐该单位时可不填）"
    )
    reason: str | None = optional("Why this unit, at most 2,000 characters.\n派单说明（最多 2000 字）")

    def target(self, at: int) -> DispatchTarget:
        """As the command takes it; `at` is its place in the list. Raises NotFound."""
        unit_id = expect(self.unit_id, "unit", "input", "targets", str(at), "unitId")
        return DispatchTarget(unit_id=unit_id, role=self.role, basis=self.basis, reason=self.reason)


def targets(wanted: Sequence[DispatchTargetInput]) -> tuple[DispatchTarget, ...]:
    """All targets. Raises NotFound, naming the entry, and TOO_MANY."""
    return tuple(one.target(at) for at, one in enumerate(bounded(wanted, "targets")))


@strawberry.input(description="Who reports; anonymous if no name is given (Art. 10).\n诉求人信息")
class ReporterDetailsInput:
    """Each text is sealed with the case's own key."""

    name: str | None = optional("Name, at most 200 characters.\n姓名（最多 200 字）")
    phone: str | None = optional("Telephone number, at most 200 characters.\n联系电话（最多 200 字）")
    identity_no: str | None = optional("Identity number, at most 200 characters.\n身份证号（最多 200 字）")
    address: str | None = optional("Address, at most 200 characters.\n地址（最多 200 字）")
    email: str | None = optional("Mail address, at most 200 characters.\n邮箱（最多 200 字）")
    company: str | None = optional("Enterprise asking, at most 200 characters.\n企业名称（最多 200 字）")


def reporter(details: ReporterDetailsInput | None) -> ReporterDetails:
    """As the command takes it; nobody if it is absent."""
    if details is None:
        return ReporterDetails()
    return ReporterDetails(
        name=details.name, phone=details.phone, identity_no=details.identity_no, address=details.address,
        email=details.email, company=details.company,
    )  # fmt: skip
