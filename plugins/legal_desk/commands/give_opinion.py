"""legal_desk/giveOpinion (出具法律意见): an opinion in words or from a template, resting on cited provisions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import SHANGHAI, Change, Outcome, Refused, Row, UnitOfWork, Viewer, check, new_id
from plugins.legal_desk import errors
from plugins.legal_desk.begin import alter, codes_of, done, on_consultation, refuse_strangers, seal
from plugins.legal_desk.fields import CONTENT
from plugins.legal_desk.inputs import Cited, GiveOpinion
from plugins.legal_desk.operations import GIVE_OPINION
from plugins.legal_desk.states import ConsultationState
from plugins.legal_desk.tables import opinion, provision, template
from plugins.legal_desk.wording import cited, filled, wanted

_NUMBER = select(func.coalesce(func.max(opinion.c.number), 0) + 1).where(
    opinion.c.consultation_id == bindparam("of", type_=Uuid(as_uuid=True))
)
_TEMPLATE = select(template).where(
    template.c.id == bindparam("wanted", type_=Uuid(as_uuid=True)), template.c.retired_at.is_(None)
)
ARTICLE_LENGTH = 200


async def give_opinion(uow: UnitOfWork, actor: Viewer, input: GiveOpinion) -> Outcome:
    """A further opinion takes the place of the one before, which is kept."""
    change, row = await on_consultation(uow, actor, GIVE_OPINION, input, ConsultationState.ASSIGNED)
    refuse_strangers(change, row, actor)
    provisions = _provisions(input.provisions)
    content = await _content(change, input, provisions)
    opinion_id, number = new_id(), await uow.fetch_value(_NUMBER, of=row["id"])
    change.add(
        opinion, id=opinion_id, case_id=change.facts.id, consultation_id=row["id"], number=number,
        template_id=input.template_id, by=actor.id, at=uow.now, **await seal(change, CONTENT, opinion_id, content),
    )  # fmt: skip
    for position, one in enumerate(provisions, start=1):
        change.add(
            provision, case_id=change.facts.id, opinion_id=opinion_id, position=position, law=one.law,
            article=one.article, quotation=one.quotation,
        )  # fmt: skip
    alter(change, row)
    change.note(consultation=str(row["id"]), opinion=str(opinion_id), number=number)
    return await done(change, row)


def _provisions(given: Sequence[Cited]) -> list[Cited]:
    if not given:
        raise Refused(errors.PROVISION_REQUIRED, field=("input", "provisions"))
    return [_provision(at, one) for at, one in enumerate(given)]


def _provision(at: int, one: Cited) -> Cited:
    place = ("provisions", str(at))
    return Cited(
        law=check.text(one.law, *place, "law", limit=ARTICLE_LENGTH),
        article=check.text(one.article, *place, "article", limit=ARTICLE_LENGTH),
        quotation=check.text(one.quotation, *place, "quotation"),
    )


async def _content(change: Change, input: GiveOpinion, provisions: Sequence[Cited]) -> str:
    if (input.text is None) == (input.template_id is None):
        raise Refused(errors.TEXT_OR_TEMPLATE, field=("input", "text"))
    if input.template_id is None:
        return check.text(input.text, "text", limit=check.LONG)
    body = (await _template(change, input.template_id))["body"]
    values = {name: check.text(value, "values", name, limit=check.LONG) for name, value in input.values}
    _check_names(wanted(body), values)
    return check.bounded(filled(body, values | _own(change, provisions)), "values", limit=check.LONG)


async def _template(change: Change, template_id: UUID) -> Row:
    found = await change.uow.fetch_one(_TEMPLATE, wanted=template_id)
    path = f"{change.facts.row['district_path']}/"
    if found is None or not path.startswith(f"{found['district_path']}/"):
        raise Refused(errors.TEMPLATE_NOT_FOR_CASE, field=("input", "templateId"))
    return found


def _check_names(needed: frozenset[str], values: Mapping[str, str]) -> None:
    missing, unknown = needed - values.keys(), values.keys() - needed
    if missing:
        raise Refused(errors.VALUES_MISSING, field=("input", "values"), names=codes_of(missing))
    if unknown:
        raise Refused(errors.VALUES_UNKNOWN, field=("input", "values"), names=codes_of(unknown))


def _own(change: Change, provisions: Sequence[Cited]) -> dict[str, str]:
    lines = (cited(at, one.law, one.article, one.quotation) for at, one in enumerate(provisions, start=1))
    day = change.now.astimezone(SHANGHAI).date()
    return {"case_no": change.facts.row["case_no"], "date": day.isoformat(), "provisions": "\n".join(lines)}
