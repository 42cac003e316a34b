"""A hotline of a test's own, whose calendar, accounts and keys it may change."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.attachments.store import open_store
from core.audit.heads import HeadSigner
from core.clock import DatabaseClock
from core.codes.registry import load_codes
from core.db.private import Cluster
from core.keys.opening import open_keys
from core.settings import Settings
from tests.support import database
from tests.support.office import ROOT_KEY, Office, open_office
from web.host import Host, sample


@pytest.fixture
async def own_database(cluster: Cluster, seeded: str) -> AsyncIterator[str]:
    """The address of a seeded database that is dropped after the test."""
    async with database.new_database(cluster, f"own_{uuid.uuid4().hex[:12]}", seeded) as dsn:
        yield dsn


@pytest.fixture
async def own_office(own_database: str) -> AsyncIterator[Office]:
    """An office on it."""
    async with open_office(own_database) as opened:
        yield opened


@pytest.fixture
async def host(own_office: Office, tmp_path: Path) -> Host:
    """A process's hotline on that database."""
    clock = DatabaseClock()
    await sample(clock, own_office.pool)
    return Host(
        settings=Settings.model_validate({"var": tmp_path}),
        pool=own_office.pool,
        clock=clock,
        services=own_office.services,
        codes=await load_codes(own_office.read),
        matrix=own_office.matrix,
        attachments=open_store(None, tmp_path / "attachments"),
        signing_key=bytes(32),
        signer=HeadSigner(bytes(32)),
        root_keys=await open_keys(own_office.read, ROOT_KEY),
    )
