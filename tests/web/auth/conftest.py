"""The application that tests of signing in ask."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from core.attachments.store import open_store
from core.audit.heads import HeadSigner
from core.clock import DatabaseClock
from core.codes.registry import load_codes
from core.keys.opening import open_keys
from core.passwords import commands
from core.settings import Settings
from tests.support.office import ROOT_KEY, Office
from tests.web.auth.site import Site
from web.host import Host, sample


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of the least work: how much it is in earnest, tests/core/passwords tells."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(commands, "_hasher", hasher)
    nobodys = hasher.hash("the password of nobody")
    monkeypatch.setattr(commands, "nobodys_hash", lambda: nobodys)


@pytest.fixture
async def site(office: Office, tmp_path: Path) -> AsyncIterator[Site]:
    """On this worker's database, by the real time, and asked as much as anybody likes.

    A test that changes accounts or tables takes `own_site`.
    """
    clock = DatabaseClock()
    await sample(clock, office.pool)
    yield Site.of(
        Host(
            settings=Settings.model_validate({"var": tmp_path, "rate_anonymous": 10**9}),
            pool=office.pool,
            clock=clock,
            services=replace(office.services, clock=clock),
            codes=await load_codes(office.read),
            matrix=office.matrix,
            attachments=open_store(None, tmp_path / "attachments"),
            signing_key=bytes(32),
            signer=HeadSigner(bytes(32)),
            root_keys=await open_keys(office.read, ROOT_KEY),
        )
    )
    await office.pool.execute("delete from session_revocation")


@pytest.fixture
def own_site(host: Host) -> Site:
    """On a database of the test's own."""
    return Site.of(host)
