"""A stream ends with a code as soon as its viewer has lost what it began with, and not before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import NotAllowed, Refused
from schema.context import RequestContext
from schema.streams.standing import Standing
from tests.schema.conftest import Api
from tests.schema.support.following import Changing


@pytest.fixture
def context(api: Api) -> RequestContext:
    return api.context("county_officer")


@pytest.fixture
def live(context: RequestContext) -> Changing:
    context.live = Changing(context.viewer)
    return context.live


def withdrawn(standing: Standing) -> None:
    with pytest.raises(Refused) as refused:
        standing.check()
    assert refused.value.code.code == "PERMISSION_WITHDRAWN"


def test_who_may_nothing_of_it_is_refused_at_once(context: RequestContext) -> None:
    with pytest.raises(NotAllowed):
        Standing(context, "account.write")


def test_one_of_several_operations_is_enough(context: RequestContext) -> None:
    assert Standing(context, "account.write", "case.read").check() == context.viewer


def test_a_grant_that_is_gone_ends_it(context: RequestContext, live: Changing) -> None:
    standing = Standing(context, "case.read")
    live.now = replace(live.now, grants=())
    withdrawn(standing)


def test_a_lower_clearance_is_another_grant(context: RequestContext, live: Changing) -> None:
    standing = Standing(context, "case.read")
    live.now = replace(live.now, grants=tuple(replace(one, clearance=0) for one in live.now.grants))
    withdrawn(standing)


def test_a_policy_that_opens_nothing_any_more_ends_it(context: RequestContext, live: Changing) -> None:
    standing = Standing(context, "case.read")
    live.now = replace(live.now, matrix=replace(live.now.matrix, cells={}))
    withdrawn(standing)


def test_a_further_grant_and_a_longer_term_end_nothing(api: Api, context: RequestContext, live: Changing) -> None:
    standing = Standing(context, "case.read")
    later = live.now.now + timedelta(days=1)
    longer = tuple(replace(one, valid_to=later) for one in live.now.grants)
    live.now = replace(live.now, grants=(*longer, *api.office.viewer("operator").grants))
    assert standing.check() is live.now
    assert context.viewer is live.now
