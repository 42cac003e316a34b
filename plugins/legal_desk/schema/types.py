"""Consultations (法律咨询) and what stands beside them; each is kept like its case."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from plugins.legal_desk.begin import NAME
from plugins.legal_desk.operations import READ, TEXT
from plugins.legal_desk.schema import vocabulary  # noqa: F401 - registers the enums the fields name
from plugins.legal_desk.states import AidResult, ConsultationState, Source
from plugins.legal_desk.tables import advice, consultation, opinion, party, provision, screening
from schema.api import Account, Case, Code, Deadline, Node, data

if TYPE_CHECKING:
    from plugins.legal_desk.schema.keeping import LegalTemplate

_HERE = "plugins.legal_desk.schema.types"
_Opinion = Annotated["LegalOpinion", strawberry.lazy(_HERE)]


@data.type(
    consultation,
    code="legal_consultation",
    allow=READ,
    visible=data.Through(Case, on=consultation.c.case_id),
    plugin=NAME,
    description="A case before the legal desk (Art. 17).\n法律咨询",
)
class LegalConsultation(Node):
    """A case has one that is open at most."""

    version: int = data.column(consultation.c.version, description="Version, raised by every act.\n版本号")
    state: ConsultationState = data.enum(consultation.c.state, ConsultationState, description="Where it stands.\n状态")
    source: Source = data.enum(consultation.c.source, Source, description="How it came here.\n转入方式")
    case: Case | None = data.one("Case", on=consultation.c.case_id, description="The case.\n工单")
    reason: Code = data.code("legal_desk_reason", consultation.c.reason, description="Why it was referred.\n转入原因")
    matter: Code = data.code("legal_desk_matter", consultation.c.matter, description="Field of law.\n法律领域")
    question: str | None = data.content(
        "question", table=consultation, allow=TEXT, description="What is asked; null if it came by itself.\n咨询问题"
    )
    referred_by: Account | None = data.one(
        "Account", on=consultation.c.referred_by, description="Who referred it; null for the system.\n转入人"
    )
    referred_at: datetime = data.column(consultation.c.referred_at, description="When it was referred.\n转入时间")
    lawyer: Account | None = data.one("Account", on=consultation.c.lawyer_id, description="Who has it.\n承接律师")
    assigned_at: datetime | None = data.column(consultation.c.assigned_at, description="Since when.\n承接时间")
    deadline: Deadline | None = data.one("Deadline", on=consultation.c.clock_id, description="Its clock.\n时限")
    outcome: Code | None = data.code(
        "legal_desk_outcome", consultation.c.outcome, description="How it was closed.\n办结方式"
    )
    return_reason: Code | None = data.code(
        "legal_desk_return_reason", consultation.c.return_reason, description="Why it was sent back.\n退回原因"
    )
    return_note: str | None = data.content(
        "return_note", table=consultation, allow=TEXT, description="What ordinary handling should know.\n退回说明"
    )
    ended_at: datetime | None = data.column(consultation.c.ended_at, description="When it ended.\n结束时间")
    opinions: list[_Opinion] = data.many(
        "LegalOpinion",
        by=opinion.c.consultation_id,
        order=(opinion.c.number,),
        description="Opinions; the last is in force.\n法律意见（以最后一份为准）",
    )
    advice: Annotated["LegalAdvice", strawberry.lazy(_HERE)] | None = data.one(
        "LegalAdvice",
        on=consultation.c.id,
        key=advice.c.consultation_id,
        description="What the citizen was told.\n答复记录",
    )
    aid_screenings: list[Annotated["LegalAidScreening", strawberry.lazy(_HERE)]] = data.many(
        "LegalAidScreening",
        by=screening.c.consultation_id,
        order=(screening.c.at.desc(), screening.c.id.desc()),
        description="Screenings for legal aid, the newest first.\n法律援助筛查",
    )
    parties: list[Annotated["LegalParty", strawberry.lazy(_HERE)]] = data.many(
        "LegalParty",
        by=party.c.consultation_id,
        order=(party.c.at, party.c.id),
        description="Parties of the matter.\n当事人",
    )


@data.type(
    opinion,
    code="legal_opinion",
    allow=READ,
    visible=data.Through(Case, on=opinion.c.case_id),
    plugin=NAME,
    description="A lawyer's opinion.\n法律意见",
)
class LegalOpinion(Node):
    """It cites one provision at least."""

    number: int = data.column(opinion.c.number, description="1 for the first.\n序号")
    content: str | None = data.content("content", table=opinion, allow=TEXT, description="The opinion.\n意见正文")
    template: Annotated["LegalTemplate", strawberry.lazy("plugins.legal_desk.schema.keeping")] | None = data.one(
        "LegalTemplate", on=opinion.c.template_id, description="The template it was written from.\n所用模板"
    )
    provisions: list[Annotated["LegalProvision", strawberry.lazy(_HERE)]] = data.many(
        "LegalProvision",
        by=provision.c.opinion_id,
        order=(provision.c.position,),
        description="What it rests on.\n引用法条",
    )
    given_by: Account | None = data.one("Account", on=opinion.c.by, description="Whose it is.\n出具律师")
    given_at: datetime = data.column(opinion.c.at, description="When it was given.\n出具时间")


@data.type(
    provision,
    code="legal_provision",
    allow=READ,
    visible=data.Through(Case, on=provision.c.case_id),
    plugin=NAME,
    description="A provision an opinion cites.\n引用法条",
)
class LegalProvision(data.Record):
    """As published."""

    law: str = data.column(provision.c.law, description="Title of the law.\n法律法规名称")
    article: str = data.column(provision.c.article, description="Article, paragraph, item.\n条款项")
    quotation: str = data.column(provision.c.quotation, description="Its words.\n条文内容")


@data.type(
    advice,
    code="legal_advice",
    allow=READ,
    visible=data.Through(Case, on=advice.c.case_id),
    plugin=NAME,
    description="What the citizen was told in the end.\n答复记录",
)
class LegalAdvice(Node):
    """One for each closed consultation."""

    told: str | None = data.content("told", table=advice, allow=TEXT, description="The words.\n答复内容")
    method: Code = data.code("contact_method", advice.c.method, description="How.\n答复方式")
    told_at: datetime = data.column(advice.c.told_at, description="When.\n答复时间")
    answered_case: bool = data.column(
        advice.c.answered_case, description="Whether the case was answered with it.\n是否同时直接答复工单"
    )
    opinion: _Opinion | None = data.one("LegalOpinion", on=advice.c.opinion_id, description="It rests on.\n依据意见")
    recorded_by: Account | None = data.one("Account", on=advice.c.by, description="Who told.\n答复人")


@data.type(
    screening,
    code="legal_aid_screening",
    allow=READ,
    visible=data.Through(Case, on=screening.c.case_id),
    plugin=NAME,
    description="A screening for legal aid; the centre decides.\n法律援助筛查",
)
class LegalAidScreening(Node):
    """Answers, finding and grounds."""

    matter: Code = data.code("legal_desk_aid_matter", screening.c.matter, description="What it is about.\n援助事项")
    means: Code = data.code("legal_desk_aid_means", screening.c.means, description="The means.\n经济状况")
    belongs_here: bool = data.column(
        screening.c.belongs_here, description="Whether this place's centre is competent.\n是否由本地机构管辖"
    )
    result: AidResult = data.enum(screening.c.result, AidResult, description="What was found.\n结论")
    grounds: list[Code] = data.code("legal_desk_aid_ground", screening.c.grounds, description="Why.\n依据")
    note: str | None = data.content("note", table=screening, allow=TEXT, description="In words.\n备注")
    screened_at: datetime = data.column(screening.c.at, description="When.\n筛查时间")
    screened_by: Account | None = data.one("Account", on=screening.c.by, description="By whom.\n筛查人")


@data.type(
    party,
    code="legal_party",
    allow=READ,
    visible=data.Through(Case, on=party.c.case_id),
    plugin=NAME,
    description="A party of the matter, known for conflicts of interest.\n当事人",
)
class LegalParty(Node):
    """Besides the reporter."""

    side: Code = data.code("legal_desk_side", party.c.side, description="On which side.\n所属一方")
    name: str | None = data.content("name", table=party, allow=TEXT, description="Name.\n姓名或名称")
    masked_name: str | None = data.sealed("name", table=party, description="Masked name.\n姓名（脱敏）")
