"""The core's own answers, where no plug-in has a better one."""

from datetime import UTC, datetime

import pytest

from core.cases.states import Kind
from core.catalogue.propose import propose
from core.db.uow import unit_of_work
from core.deadlines.budget import Budget, Mode
from core.deadlines.profile import UnknownClock
from core.plugin.host import core_alone
from tests.core.plugin.making import EAST, case, plugin
from tests.core.plugin.making import host as host_of
from tests.support.office import START, Office

SERVICE_QUALITY = "010101"


@pytest.mark.parametrize(
    ("facts", "budget", "rule"),
    [
        ({}, Budget(days=5), "taian@2/HANDLING/ordinary"),
        ({"kind": Kind.CONSULTATION}, Budget(days=2), "taian@2/HANDLING/consultation"),
        ({"enterprise": True}, Budget(days=15), "taian@2/HANDLING/enterprise"),
        ({"utility": "WATER"}, Budget(minutes=1440, mode=Mode.CLOCK), "taian@2/HANDLING/utility"),
    ],
)
async def test_a_deadline_is_what_the_profile_grants(office: Office, facts: dict, budget: Budget, rule: str) -> None:
    answered = await core_alone().run.first(
        "propose_deadline", EAST, case=case(**facts), kind="HANDLING", read=office.read, services=office.services
    )

    assert answered is not None
    assert (answered.plugin, answered.answer.budget, answered.answer.rule) == ("core", budget, rule)


async def test_a_kind_that_the_profile_does_not_name_is_a_fault(office: Office) -> None:
    with pytest.raises(UnknownClock, match="profile taian has no rules for LEGAL_REPLY"):
        await core_alone().run.first(
            "propose_deadline", EAST, case=case(), kind="LEGAL_REPLY", read=office.read, services=office.services
        )


async def test_a_route_is_what_the_catalogue_says(office: Office) -> None:
    asked = {"case": case(category=SERVICE_QUALITY), "read": office.read, "services": office.services}

    answered = await core_alone().run.first("route_case", EAST, **asked)

    assert answered is not None
    assert answered.plugin == "core"
    assert answered.answer.leads
    assert answered.answer == await propose(office.read, SERVICE_QUALITY, EAST, START)


async def test_a_route_in_a_command_is_that_of_its_instant(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        uow.now = datetime(1990, 1, 1, tzinfo=UTC)
        asked = {"case": case(category=SERVICE_QUALITY), "read": uow, "services": office.services}

        answered = await core_alone().run.first("route_case", EAST, **asked)

    assert answered is not None
    assert answered.answer.found == ()


async def test_a_plugin_without_an_opinion_leaves_it_to_the_core(office: Office) -> None:
    async def propose_deadline() -> None: ...

    answered = await host_of(plugin("air", propose_deadline)).run.first(
        "propose_deadline", EAST, case=case(), kind="HANDLING", read=office.read, services=office.services
    )

    assert answered is not None
    assert answered.plugin == "core"
