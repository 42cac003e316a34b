"""What the projection of one request knows besides its rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from core.access.viewer import Viewer
from core.codes.registry import CodeRegistry
from core.sealing.keychain import CaseKey
from core.services import Services
from schema.context import Language, RequestContext


class Asker(Protocol):
    """All of a request that its plan is chosen by."""

    @property
    def viewer(self) -> Viewer:
        """Who asks."""

    @property
    def signing_key(self) -> bytes:
        """What makes cursors one's own."""


class Request:
    """The request's ambient values, and the case keys it has met.

    The projection cannot wait: a key that is not at hand is noted in `missing`, and the projection is run again when
    all of them have been unwrapped. `payload` is what a mutation has answered.
    """

    __slots__ = (
        "codes",
        "keys",
        "language",
        "missing",
        "now",
        "payload",
        "services",
        "signing_key",
        "values",
        "viewer",
    )

    def __init__(self, context: RequestContext, values: Mapping[str, object], payload: object = None) -> None:
        self.viewer: Viewer = context.viewer
        self.now: datetime = context.viewer.now
        self.codes: CodeRegistry = context.codes
        self.language: Language = context.language
        self.services: Services = context.services
        self.signing_key: bytes = context.signing_key
        self.values, self.payload = values, payload
        self.keys: dict[bytes, CaseKey] = {}
        self.missing: list[bytes] = []

    def case_key(self, wrapped: bytes) -> CaseKey | None:
        """The key of a case; None while it is missing."""
        found = self.keys.get(wrapped) or self.services.keys.at_hand(wrapped)
        if found is None:
            self.missing.append(wrapped)
        return found

    async def unwrap(self) -> None:
        """Get the keys that were missing. Raises SealBroken."""
        for wrapped in set(self.missing):
            self.keys[wrapped] = await self.services.keys.case_key(wrapped)
        self.missing.clear()
