"""Clients that take cases of the waterworks through their life, each step repeated under its key until it is answered."""

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.clients.delivering import Place
from tests.faults.callers import Callers
from tests.faults.load import ACCEPT, REGISTER, Acknowledged, Client
from tests.web.serving import Serving, serve

_CASE = "case { id caseNo version assignments { id version } } userErrors { code message }"
DISPATCH = f"mutation ($input: DispatchCaseInput!) {{ dispatchCase(input: $input) {{ {_CASE} }} }}"
TAKE = f"mutation ($input: AcceptAssignmentInput!) {{ acceptAssignment(input: $input) {{ {_CASE} }} }}"
CONTACT = f"mutation ($input: LogContactInput!) {{ logContact(input: $input) {{ {_CASE} }} }}"
CONTACTS = 3
_CALL = {"method": "PHONE", "outcome": "REACHED"}
ROLES = ("administrator", "operator", "dispatcher", "utility_service", "city_lead")


class Caseworker(Client):
    """Registers, accepts and dispatches a case, takes it for the waterworks, and calls its reporter; again and again."""

    def __init__(self, name: str, url: str, tokens: Mapping[str, str], unit: str, stop: threading.Event) -> None:
        super().__init__(name, url, tokens["operator"], stop)
        self._tokens, self._unit = tokens, unit

    def _life(self, external_no: str) -> None:
        report = {
            "channel": "WEB", "kind": "HELP_REQUEST", "title": f"停水 {external_no}", "content": "小区停水。",
            "district": "370902", "externalNo": external_no,
        }  # fmt: skip
        case = self._done(external_no, "operator", "registerCase", REGISTER, report)
        if case is not None:
            input_ = {"caseId": case["id"], "expectedVersion": case["version"], "category": "990000"}
            case = self._done(external_no, "operator", "acceptCase", ACCEPT, input_)
        if case is not None:
            input_ = {"caseId": case["id"], "expectedVersion": case["version"], "targets": self._targets}
            case = self._done(external_no, "dispatcher", "dispatchCase", DISPATCH, input_)
        steps = [("acceptAssignment", TAKE, {}), *[("logContact", CONTACT, _CALL)] * CONTACTS]
        for field, document, more in steps:
            if case is not None:
                (part,) = case["assignments"]
                input_ = {"assignmentId": part["id"], "expectedVersion": part["version"], **more}
                case = self._done(external_no, "utility_service", field, document, input_)

    @property
    def _targets(self) -> list[dict[str, str]]:
        return [{"unitId": self._unit, "role": "LEAD", "basis": "《供水条例》", "reason": "供水"}]

    def _done(
        self, external_no: str, role: str, field: str, document: str, input_: dict[str, Any]
    ) -> dict[str, Any] | None:
        """One step, remembered as soon as it is answered."""
        self.token = self._tokens[role]
        key = {"idempotencyKey": f"{field}-{external_no}-{input_.get('expectedVersion')}"}
        case = self._until_answered(field, document, input_ | key)
        if case is not None:
            self.acknowledged.append(Acknowledged(external_no, case["caseNo"], case["version"]))
        return case


@contextmanager
def caseworkers(place: Place, name: str, count: int) -> Iterator[list[Caseworker]]:
    """So many at work for the block; afterwards every one has ended. `name` is theirs alone, for their keys are made of it."""
    stop = threading.Event()
    url = f"http://127.0.0.1:{place.serving.port}/graphql"
    workers = [Caseworker(f"{name}{number}", url, place.tokens, place.unit, stop) for number in range(count)]
    for one in workers:
        one.start()
    try:
        yield workers
    finally:
        stop.set()
        for one in workers:
            one.join(timeout=60)


def tokens_of(serving: Serving) -> dict[str, str]:
    """Tokens for those who take part."""
    return {role: Callers(serving).token(role) for role in ROLES}


def started(old: Serving, dsn: str) -> Serving:
    """The server anew, at the address its clients know; as a service manager does, again if its database fell meanwhile."""
    for _ in range(5):
        serving = serve(
            old.var, "--demo", "--workers", "2", port=old.port, output=subprocess.DEVNULL, HOTLINE_DATABASE_URL=dsn
        )
        if serving.comes_up(90):
            return serving
    raise AssertionError("it does not come up")
