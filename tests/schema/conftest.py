"""The schema on a seeded office, asked as the executor asks it."""

from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from strawberry.types import ExecutionResult

from core.codes.registry import CodeRegistry, load_codes
from schema.compose import build_schema
from schema.context import Language, RequestContext
from tests.support.documents import KEPT
from tests.support.office import Office

SIGNING_KEY = bytes(range(32, 64))
SOURCE = "192.0.2.1"


@dataclass
class Api:
    """One schema and one office; a context is made per call, or given."""

    schema: strawberry.Schema
    office: Office
    codes: CodeRegistry

    def context(self, role: str, language: Language = "zh", key: str | None = None) -> RequestContext:
        """A request of that role's demonstration account."""
        viewer, office = self.office.viewer(role), self.office
        return RequestContext(
            viewer,
            office.pool,
            office.services,
            self.codes,
            SIGNING_KEY,
            SOURCE,
            language=language,
            idempotency_key=key,
        )

    async def execute(
        self, document: str, role: str = "operator", *, context: RequestContext | None = None, **variables: Any
    ) -> ExecutionResult:
        """The whole result."""
        found = await self.schema.execute(
            document, variable_values=variables, context_value=context or self.context(role)
        )
        assert isinstance(found, ExecutionResult)
        return found

    async def data(self, document: str, role: str = "operator", **rest: Any) -> dict[str, Any]:
        """The data of an operation that must succeed."""
        result = await self.execute(document, role, **rest)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def refusal(self, document: str, role: str = "operator", **rest: Any) -> str:
        """The code of the one top-level error of an operation that must fail."""
        result = await self.execute(document, role, **rest)
        assert result.errors is not None
        (error,) = result.errors
        return str((error.extensions or {})["code"])


@pytest.fixture(scope="session")
def schema() -> strawberry.Schema:
    """The core's schema."""
    return build_schema(extensions=KEPT)


@pytest.fixture
async def api(schema: strawberry.Schema, office: Office) -> Api:
    """The core's schema on the office."""
    return Api(schema, office, await load_codes(office.read))
