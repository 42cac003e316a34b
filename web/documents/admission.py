"""From what a request asks for to an operation that may run: the document found, the gate passed, the hash learned."""

import asyncio

from graphql import OperationType
from starlette.requests import HTTPConnection

from schema.gate.documents import Documents
from schema.gate.gate import Admitted, Gate, Introspector
from schema.gate.prepared import DocumentRefused
from web.documents.asked import GraphQLRequest
from web.documents.trusted import TrustedDocuments, digest
from web.http.codes import (
    DOCUMENT_NOT_KNOWN,
    DOCUMENT_NOT_TRUSTED,
    PERSISTED_QUERY_MISMATCH,
    PERSISTED_QUERY_NOT_FOUND,
)
from web.http.rates import BASE, PAID, Rates
from web.http.refusals import Refusal

_HASH_LENGTH = 64
BEGINNING, MOST = 10, 5_000
"""How many answers' points a subscription costs at its begin, and how many points that are at most."""
UNREADABLE = 20
"""Characters of a refused document for a point: it was parsed, and compared with the schema."""
PROBATION, KEPT = 200 * _HASH_LENGTH, 800 * _HASH_LENGTH
"""Learned texts held: 200 that were asked for once and 800 that were asked for again, each of at most 20,000 characters."""


class Admission:
    """Every transport's way to the gate.

    Hashes are learned from admitted requests alone (automatic persisted queries), in a bounded cache where one-off texts
    push out only each other. The trusted documents are held apart and are never pushed out.
    """

    def __init__(self, gate: Gate, trusted: TrustedDocuments | None = None, rates: Rates | None = None) -> None:
        self._gate, self._trusted, self.rates = gate, trusted or TrustedDocuments(), rates
        self._learned: Documents[str] = Documents(PROBATION, KEPT)
        self._new = asyncio.Lock()

    def knows(self, request: GraphQLRequest) -> bool:
        """Whether the text is prepared. Raises Refusal for a text that cannot be found."""
        return self._gate.knows(self._source(request))

    async def turn(self, request: GraphQLRequest) -> None:
        """Wait until the text may be prepared, if it is new: one in a turn of the event loop, however many come at once.

        To parse and validate one takes milliseconds, in which nothing else runs; whoever asks for known texts has a turn
        between any two. Raises Refusal for a text that cannot be found.
        """
        if not self.knows(request):
            async with self._new:
                await asyncio.sleep(0)

    def paid(self, request: GraphQLRequest, viewer: Introspector, connection: HTTPConnection) -> Admitted:
        """`admit`, paid for by the viewer or, where that is nobody, by the source. Raises RateLimited as well."""
        rates = self.rates
        if rates is None or PAID in connection.scope:
            return self.admit(request, viewer)
        rates.charge(viewer, connection, BASE)
        try:
            admitted = self.admit(request, viewer)
        except DocumentRefused:
            rates.charge(viewer, connection, len(request.query or "") // UNREADABLE)
            raise
        rates.charge(viewer, connection, _price(admitted))
        return admitted

    def admit(self, request: GraphQLRequest, viewer: Introspector) -> Admitted:
        """The operation, if it may run for `viewer`. Raises Refusal for its document, DocumentRefused from the gate."""
        source = self._source(request)
        if self._trusted.only and not self._trusted.holds(source) and not viewer.may("introspect"):
            raise Refusal(DOCUMENT_NOT_TRUSTED, 400)
        admitted = self._gate.admit(source, request.operation_name, request.variables, viewer)
        if request.sha256 is not None and self._trusted.text(request.sha256) is None:
            self._learned.get(request.sha256, lambda _: source)
        return admitted

    def _source(self, request: GraphQLRequest) -> str:
        if request.document_id is not None:
            found = self._trusted.text(request.document_id)
            if found is None:
                raise Refusal(DOCUMENT_NOT_KNOWN, 400)
            return found
        if request.query is not None:
            if request.sha256 is not None and digest(request.query) != request.sha256:
                raise Refusal(PERSISTED_QUERY_MISMATCH, 400)
            return request.query
        return self._by_hash(request.sha256 or "")

    def _by_hash(self, sha256: str) -> str:
        found = self._trusted.text(sha256)
        if found is not None:
            return found
        if sha256 not in self._learned:
            raise PersistedQueryNotFound
        return self._learned.get(sha256, str)


def _price(admitted: Admitted) -> int:
    """What it takes and writes; of a subscription what it takes to begin: hundreds that begin at once catch up at once."""
    if admitted.kind is not OperationType.SUBSCRIPTION:
        return admitted.points
    return max(admitted.cost, min(BEGINNING * admitted.cost, MOST))


class PersistedQueryNotFound(Refusal):
    """A hash nobody has sent the text of. Clients know it by this very message, in whatever language they asked."""

    def __init__(self) -> None:
        super().__init__(PERSISTED_QUERY_NOT_FOUND, 200)

    def text(self, language: str) -> str:
        """See Refused."""
        del language
        return "PersistedQueryNotFound"
