"""What dialect_desk adds to the API."""

from datetime import datetime

import strawberry

from core.api import OnCase, case_file
from schema.api import (
    After,
    Before,
    Case,
    CasePayload,
    Code,
    Connection,
    First,
    Info,
    Input,
    Last,
    Node,
    OnCaseInput,
    Order,
    Window,
    answer,
    data,
    field,
    mutation,
    page,
)

from .commands import RequestDialect, finish_dialect_request, request_dialect, take_dialect_request
from .operations import REQUEST_READ
from .tables import request


@data.type(
    request,
    code="dialect_request",
    allow=REQUEST_READ,
    visible=data.Through(Case, on=request.c.case_id),
    plugin="dialect_desk",
    description="Somebody is asked for who speaks the caller's language.\n方言服务申请",
)
class DialectRequest(Node):
    """Visible where the case is, to holders of dialect_desk/request.read."""

    case: Case | None = data.one("Case", on=request.c.case_id, description="The case.\n工单")
    language: Code = data.code("dialect_desk_language", request.c.language, description="Which one.\n语言")
    state: Code = data.code("dialect_desk_state", request.c.state, description="How far it is.\n状态")
    asked_at: datetime = data.column(request.c.asked_at, description="Since when.\n申请时间")
    taken_at: datetime | None = data.column(request.c.taken_at, description="When it was taken.\n接听时间")
    heard_at: datetime | None = data.column(request.c.heard_at, description="When the caller was heard.\n完成时间")


@data.extension(Case)
class DialectFields:
    """A field of Case."""

    dialect_request: DialectRequest | None = data.one(
        "DialectRequest", on=case_file.c.id, key=request.c.case_id, description="Its request, if any.\n方言服务申请"
    )


@strawberry.type
class DialectQueries:
    """Root fields."""

    @field("Requests, the longest waiting first.\n方言服务申请列表")
    async def dialect_requests(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[DialectRequest] | None:
        """At most 100 a page."""
        window = Window.of(first, after, last, before)
        return await page(info, DialectRequest, Order((request.c.asked_at, request.c.id)), window)


@strawberry.input(description="Ask for somebody who speaks the caller's language.\n申请方言服务")
class RequestDialectInput(OnCaseInput):
    """Of requestDialect."""

    language: str = strawberry.field(description="A code of the set dialect_desk_language.\n语言代码")

    def command(self) -> RequestDialect:
        """See CommandInput."""
        return RequestDialect(**self.subject(), language=self.language)


@strawberry.input(description="A step of a request.\n方言服务操作")
class DialectRequestInput(OnCaseInput):
    """Of takeDialectRequest and finishDialectRequest."""

    def command(self) -> OnCase:
        """See CommandInput."""
        return OnCase(**self.subject())


@strawberry.type(description="What a mutation of the dialect desk answers.\n方言服务操作结果")
class DialectRequestPayload(CasePayload):
    """The case."""


@strawberry.type
class DialectMutations:
    """Root fields."""

    @mutation("Ask for somebody who speaks the caller's language.\n申请方言服务")
    async def request_dialect(self, info: Info, input: Input[RequestDialectInput]) -> DialectRequestPayload:
        """Refusals stand in `userErrors`."""
        return await answer(DialectRequestPayload, info, request_dialect, input)

    @mutation("Take a request that waits.\n接听方言服务申请")
    async def take_dialect_request(self, info: Info, input: Input[DialectRequestInput]) -> DialectRequestPayload:
        """Refusals stand in `userErrors`."""
        return await answer(DialectRequestPayload, info, take_dialect_request, input)

    @mutation("Say that the caller was heard.\n完成方言服务")
    async def finish_dialect_request(self, info: Info, input: Input[DialectRequestInput]) -> DialectRequestPayload:
        """Refusals stand in `userErrors`."""
        return await answer(DialectRequestPayload, info, finish_dialect_request, input)
