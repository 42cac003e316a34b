"""The application with everything that signs callers in, in process."""

from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jwt

from core.api_keys.commands import new_key
from core.clients.commands import set_client_keys
from core.db.uow import unit_of_work
from core.passwords.commands import set_password
from tests.web.auth.tokens import KEY
from web.app import Application, create_app
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.auth.local import NAME as LOCAL
from web.auth.tokens import SignatureRegistry
from web.host import Host

SERVICE, PERSON, PASSWORD = "d:utility_service", "d:operator", "Tishan-2026-beidou"
VIEWER = {"query": "{ viewer { id } }"}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class Site:
    """It runs by the real time, which the host and its services then share."""

    host: Host
    app: Application

    @classmethod
    def of(cls, host: Host) -> "Site":
        host.services.clock = host.clock
        host.issuers = {NAME: demonstration_issuer(KEY)}
        return cls(host, create_app(host))

    def client(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """A caller at an address."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers={"accept-language": "en"})

    async def who(self, token: str, address: str = "192.0.2.1") -> int | str:
        """The id of the account that a token signs in, or the status of the refusal."""
        async with self.client(address) as client:
            answer = await client.post("/graphql", json=VIEWER, headers={"authorization": f"Bearer {token}"})
        return str(answer.json()["data"]["viewer"]["id"]) if answer.status_code == 200 else answer.status_code

    def demonstration(self, subject: str = PERSON) -> str:
        """A token of the demonstration."""
        return mint(KEY, subject, self.host.clock.now())

    async def key(self, **more: Any) -> str:
        """A new API key of the service."""
        async with unit_of_work(self.host.pool, self.host.services) as uow:
            return await new_key(uow, SERVICE, **more)

    async def register(self) -> None:
        """The service signs with KEY from now on; what that has ended counts no more, or tokens of this second would not."""
        async with unit_of_work(self.host.pool, self.host.services) as uow:
            await set_client_keys(uow, SERVICE, {"keys": [KEY.as_dict(private=False)]})
        await self.host.pool.execute("delete from session_revocation")

    async def password(self) -> None:
        """The person has one from now on; see `register`."""
        async with unit_of_work(self.host.pool, self.host.services) as uow:
            await set_password(uow, PERSON, PASSWORD)
        await self.host.pool.execute("delete from session_revocation")

    def assertion(self, key: Any = KEY, **claims: object) -> str:
        """What the service signs; a claim given as None is left out."""
        now = int(self.host.clock.now().timestamp())
        told = {"iss": SERVICE, "sub": SERVICE, "aud": LOCAL, "iat": now, "exp": now + 60, "jti": "1", **claims}
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode({"alg": "EdDSA", "kid": KEY.kid}, kept, key, registry=SignatureRegistry(["EdDSA"]))

    async def token(self, assertion: str, **more: str) -> httpx.Response:
        """What the token endpoint answers to it."""
        form = {
            "grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": assertion, **more
        }  # fmt: skip
        async with self.client() as client:
            return await client.post("/token", data=form)

    async def break_glass(self, password: str, account: str = PERSON, address: str = "192.0.2.1") -> httpx.Response:
        """What a password is answered."""
        async with self.client(address) as client:
            return await client.post("/break-glass", json={"account": account, "password": password})
