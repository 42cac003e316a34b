"""Referring through the API, as named officers do."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from schema.context import Language, RequestContext
from schema.relay.ids import encode
from tests.plugins.discipline_referral.bureau import Bureau
from tests.schema.conftest import SIGNING_KEY, SOURCE, Api

ERRORS = "userErrors { code message field plugin article }"


@dataclass
class Front:
    """The API as the staff uses it."""

    bureau: Bureau
    api: Api

    def context(self, name: str, language: Language = "zh") -> RequestContext:
        office = self.bureau.office
        who = office.viewer(name) if name in office.viewers else self.bureau.who(name)
        return RequestContext(who, office.pool, office.services, self.api.codes, SIGNING_KEY, SOURCE, language=language)

    async def data(self, document: str, name: str = "inspecting", **variables: Any) -> dict[str, Any]:
        """What an operation without errors answers."""
        return await self.api.data(document, context=self.context(name), **variables)

    async def refused(self, document: str, name: str = "inspecting", **variables: Any) -> list[str]:
        """The codes of the top-level errors."""
        result = await self.api.execute(document, context=self.context(name), **variables)
        return [str((error.extensions or {})["code"]) for error in result.errors or ()]

    async def do(self, field: str, name: str, chosen: str = "id version state", **input: Any) -> dict[str, Any]:
        """A mutation's payload."""
        type_ = f"{field[0].upper()}{field[1:]}Input"
        document = f"mutation($input: {type_}!) {{ {field}(input: $input) {{ referral {{ {chosen} }} {ERRORS} }} }}"
        payload: dict[str, Any] = (await self.data(document, name, input=input))[field]
        return payload

    def account(self, name: str) -> str:
        return encode("account", self.bureau.people[name].id)

    async def suggestion(self, case: UUID, **more: Any) -> dict[str, Any]:
        """The input of suggestDisciplineReferral."""
        usual = {
            "caseId": encode("case", case), "unitId": encode("unit", self.bureau.desk.world.units["ta-housing"]),
            "grounds": ["INACTION", "RUDENESS"], "consequence": "SERIOUS_CONSEQUENCE", "facts": "拒不办理，态度粗暴。",
            "persons": [{"name": "周八", "position": "科长"}],
            "officers": [self.account(name) for name in ("reviewing", "approving", "inspecting")],
        }  # fmt: skip
        return usual | more


@pytest.fixture
async def front(bureau: Bureau, plugged_api: Api) -> Front:
    """The front desk."""
    return Front(bureau, plugged_api)
