"""The schema with the desk's part, asked as the executor asks it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from schema.relay.ids import encode
from tests.plugins.enterprise_desk.desk import CLERK, EnterpriseDesk
from tests.schema.conftest import Api


@dataclass
class Front:
    """A client of the API, and the desk behind it."""

    api: Api
    desk: EnterpriseDesk

    def unit(self, code: str) -> str:
        """A unit's id."""
        return encode("unit", self.desk.world.units[code])

    async def case(self, id_: UUID, fields: str, role: str = CLERK) -> Any:
        """Fields of a case."""
        document = f"query ($id: ID!) {{ case(by: {{id: $id}}) {{ {fields} }} }}"
        return (await self.api.data(document, role, id=encode("case", id_)))["case"]

    async def act(self, mutation: str, fields: str, role: str = CLERK, **input: Any) -> Any:
        """A mutation's payload; it must not be refused."""
        payload = await self.payload(mutation, fields, role, **input)
        assert payload["userErrors"] == []
        return payload

    async def refusal(self, mutation: str, role: str = CLERK, **input: Any) -> tuple[str, list[str] | None, str | None]:
        """Code, field and plug-in of the one refusal of a mutation."""
        (error,) = (await self.payload(mutation, "__typename", role, **input))["userErrors"]
        return error["code"], error["field"], error["plugin"]

    async def payload(self, mutation: str, fields: str, role: str, **input: Any) -> Any:
        """A mutation's payload."""
        self.desk.move_on()
        kind = mutation[0].upper() + mutation[1:]
        document = (
            f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) "
            f"{{ {fields} userErrors {{ code field plugin message }} }} }}"
        )
        return (await self.api.data(document, role, input=input))[mutation]


@pytest.fixture
def front(plugged_api: Api, desk: EnterpriseDesk) -> Front:
    """The client."""
    return Front(plugged_api, desk)
