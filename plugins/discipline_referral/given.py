"""Checks of what a caller writes about a referral."""

from collections.abc import Sequence

from core.api import Refused, UnitOfWork, check
from plugins.discipline_referral.codes import CONSEQUENCE, GROUND
from plugins.discipline_referral.errors import NO_GROUND
from plugins.discipline_referral.inputs import Accused

NAME = 200


async def grounds(uow: UnitOfWork, given: Sequence[str]) -> list[str]:
    """At least one of the grounds of Art. 21, each once. Raises NO_GROUND or UNKNOWN_CODE."""
    if not given:
        raise Refused(NO_GROUND, field=("input", "grounds"))
    return [await check.known_code(uow, GROUND, one, "grounds") for one in dict.fromkeys(given)]


async def consequence(uow: UnitOfWork, given: str) -> str:
    """What came of it: without adverse influence or serious consequence Art. 21 asks for no referral."""
    return await check.known_code(uow, CONSEQUENCE, given, "consequence")


def facts(given: str) -> str:
    """What was found."""
    return check.text(given, "facts", limit=check.LONG)


def persons(given: Sequence[Accused]) -> tuple[Accused, ...]:
    """The accused with their texts checked."""
    return tuple(
        Accused(
            name=check.text(one.name, "persons", str(at), "name", limit=NAME),
            position=check.optional_text(one.position, "persons", str(at), "position", limit=NAME),
            account_id=one.account_id,
        )
        for at, one in enumerate(given)
    )
