"""The office with the plug-in for tests: its tables are there, and it is on in 370902 alone."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.access.matrix import load_matrix
from core.access.policy import PluginPolicy
from core.districts.queries import read_paths
from core.ids import new_id
from core.plugin.host import PluginHost
from schema.compose import HotlineSchema, build_schema
from schema.relay.ids import encode
from tests.schema.conftest import Api
from tests.schema.plugins import bell
from tests.schema.support.desk import Desk
from tests.support.office import Office

ON, OFF = "370902", "370911"


@dataclass
class BellApi(Api):
    """The schema with the plug-in."""

    host: PluginHost

    def on(self, *districts: str) -> None:
        """Switch the plug-in on in these districts and nowhere else."""
        self.host.switches.replace({"bell": districts})

    async def ring(self, case: Any, tone: str = "c") -> str:
        """A ring of a case, with an echo; its global id."""
        id_ = new_id()
        await self.office.pool.execute("insert into bell_ring values ($1, $2, $3)", id_, case, tone)
        await self.office.pool.execute("insert into bell_echo values ($1, $2)", new_id(), id_)
        return encode("bell_ring", id_)

    async def row(self, table: str, value: str) -> str:
        """A row of two columns; its global id."""
        id_ = new_id()
        await self.office.pool.execute(f"insert into {table} values ($1, $2)", id_, value)
        return encode(table, id_)


@pytest.fixture(scope="session")
def host() -> PluginHost:
    return bell.hosted(bell.module())


@pytest.fixture(scope="session")
def bell_schema(host: PluginHost) -> HotlineSchema:
    return build_schema(plugins=host)


@pytest.fixture
async def bells(api: Api, bell_schema: HotlineSchema, host: PluginHost) -> AsyncIterator[BellApi]:
    with _served(api.office, host):
        host.switches.replace({"bell": [ON]}, await read_paths(api.office.read))
        await api.office.pool.execute(bell.MAKE)
        yield BellApi(bell_schema, api.office, api.codes, host)
        await api.office.pool.execute(bell.DROP)
        host.switches._suspended, host.switches.revision = frozenset(), object()


@pytest.fixture
def desk(bells: BellApi) -> Desk:
    return Desk(bells)


@contextmanager
def _served(office: Office, host: PluginHost) -> Iterator[None]:
    """The office's people under the plug-in's policy, its services with the host."""
    former, plugins = office.viewers, office.services.plugins
    matrix = load_matrix(plugins=[PluginPolicy("bell", bell.POLICY)], switches=host.switches)
    office.viewers = {role: replace(one, matrix=matrix) for role, one in former.items()}
    office.services.plugins = host
    yield
    office.viewers, office.services.plugins = former, plugins
