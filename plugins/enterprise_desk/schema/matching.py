"""Measures that fit, for any number of enterprises at once."""

import asyncio
from collections.abc import Sequence
from functools import partial

import strawberry

from core.api import SHANGHAI
from plugins.enterprise_desk import codes
from plugins.enterprise_desk.measures import Match, Traits, matches
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.schema.types.measures import EnterpriseMeasure
from schema.api import Code, Info, RequestContext, data, label

MOST = 20
"""Measures told for one enterprise."""


@strawberry.type(description="A measure that fits, and why.\n匹配的惠企政策")
class EnterpriseMeasureMatch:
    """Best first."""

    measure: EnterpriseMeasure = strawberry.field(description="The measure.\n惠企政策")
    reasons: list[Code] = strawberry.field(description="Why it fits.\n匹配理由")


async def matching(info: Info, industry: str, size: str, district: str) -> list[EnterpriseMeasureMatch] | None:
    """What fits an enterprise of these traits today; null for who may not see measures. One read, however many ask."""
    if not info.context.viewer.may(Operation.MEASURE_READ):
        return None
    loader = info.context.loaders.of("enterprise_desk/measures", partial(_load, info.context))
    found = await loader.load(Traits(industry, size, district))
    told = await asyncio.gather(*(_told(info, one) for one in found[:MOST]))
    return [one for one in told if one is not None]


async def _load(context: RequestContext, asked: list[Traits]) -> Sequence[list[Match]]:
    return await matches(context.read, asked, context.now.astimezone(SHANGHAI).date())


async def _told(info: Info, match: Match) -> EnterpriseMeasureMatch | None:
    context = info.context
    measure = await data.by_id(info, EnterpriseMeasure, match.measure_id)
    reasons = [label(context.codes, codes.REASON, reason.value, context.language) for reason in match.reasons]
    return None if measure is None else EnterpriseMeasureMatch(measure=measure, reasons=reasons)
