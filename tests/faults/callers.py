"""People of the demonstration at a running server, and one more client who wants to be answered all the while."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.web.serving import Serving
from web.auth.demonstration import demonstration_key, mint

REGISTER = """mutation ($input: RegisterCaseInput!) { registerCase(input: $input) {
  case { id version } userErrors { code plugin } } }"""
ACCEPT = """mutation ($input: AcceptCaseInput!) { acceptCase(input: $input) {
  case { id state } userErrors { code plugin } } }"""
CALL = {"channel": "PHONE", "kind": "HELP_REQUEST", "title": "路灯不亮", "content": "小区门口路灯不亮。"}


@dataclass(frozen=True)
class Callers:
    """Each in a role of the demonstration."""

    serving: Serving

    def token(self, role: str) -> str:
        """As `hotline token` gives it."""
        return mint(demonstration_key(self.serving.var), f"d:{role}", datetime.now(UTC))

    def ask(self, document: str, role: str = "operator", **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        answer: dict[str, Any] = self.serving.query(document, self.token(role), **variables).body
        return answer

    def data(self, document: str, role: str = "operator", **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self.ask(document, role, **variables)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found

    def register(self, district: str) -> dict[str, Any]:
        """The answer to a new case."""
        return self.ask(REGISTER, input={**CALL, "district": district})

    def registered(self, district: str) -> str:
        """A new case; its id."""
        payload = self.data(REGISTER, input={**CALL, "district": district})["registerCase"]
        assert payload["userErrors"] == []
        return str(payload["case"]["id"])

    def accept(self, case: str) -> dict[str, Any]:
        """The payload of taking a case in."""
        payload: dict[str, Any] = self.data(ACCEPT, input={"caseId": case, "category": "990000"})["acceptCase"]
        return payload


class Another(threading.Thread):
    """Reads, and registers cases where no plug-in is broken; every answer must be right."""

    def __init__(self, callers: Callers, district: str) -> None:
        super().__init__(name="another client", daemon=True)
        self.callers, self.district = callers, district
        self.seconds: list[float] = []
        self.wrong: list[object] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            self._time("{ districts(first: 1) { edges { node { code } } } }")
            self._time(REGISTER, input={**CALL, "district": self.district})

    def _time(self, document: str, **variables: Any) -> None:
        begun = time.monotonic()
        try:
            self.callers.data(document, **variables)
        except (OSError, AssertionError) as error:
            self.wrong.append(error)
        self.seconds.append(time.monotonic() - begun)


@contextmanager
def another_client(callers: Callers, district: str) -> Iterator[Another]:
    """One at work for the block."""
    client = Another(callers, district)
    client.start()
    try:
        yield client
    finally:
        client.over.set()
        client.join(timeout=10)
