"""A listening server for the tests of streams."""

from collections.abc import AsyncIterator

import pytest

from core.attachments.store import open_store
from core.audit.heads import HeadSigner
from core.clock import DatabaseClock
from core.codes.registry import load_codes
from core.keys.opening import open_keys
from core.settings import Settings
from tests.support.office import ROOT_KEY, Office
from tests.web.streams.live import Listening, listened
from web.host import Host, sample


@pytest.fixture(scope="session")
async def common_host(shared_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Host:
    """One for all tests that change no account: it shares this worker's database."""
    clock, var = DatabaseClock(), tmp_path_factory.mktemp("var")
    await sample(clock, shared_office.pool)
    return Host(
        settings=Settings.model_validate({"var": var}),
        pool=shared_office.pool,
        clock=clock,
        services=shared_office.services,
        codes=await load_codes(shared_office.read),
        matrix=shared_office.matrix,
        attachments=open_store(None, var / "attachments"),
        signing_key=bytes(32),
        signer=HeadSigner(bytes(32)),
        root_keys=await open_keys(shared_office.read, ROOT_KEY),
    )


@pytest.fixture
async def listening(common_host: Host) -> AsyncIterator[Listening]:
    """With the limits it is served with."""
    async with listened(common_host) as running:
        yield running
