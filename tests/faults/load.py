"""Clients that never give up: each write is repeated under its key until the server has answered it."""

import json
import threading
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

REGISTER = """mutation ($input: RegisterCaseInput!) {
  registerCase(input: $input) { case { id caseNo version } userErrors { code message } } }"""
ACCEPT = """mutation ($input: AcceptCaseInput!) {
  acceptCase(input: $input) { case { id caseNo version } userErrors { code message } } }"""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a client was told: this case exists with at least this version."""

    external_no: str
    case_no: str
    version: int


class Client(threading.Thread):
    """Registers and accepts one case after the other until it is stopped; remembers every answer it received."""

    def __init__(self, name: str, url: str, token: str, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.url, self.token, self.stop = url, token, stop
        self.acknowledged: list[Acknowledged] = []
        self.refused: list[Any] = []
        self.unanswered = 0

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            self._life(f"{self.name}-{number}")

    def _life(self, external_no: str) -> None:
        made = self._until_answered(
            "registerCase",
            REGISTER,
            {
                "channel": "WEB",
                "kind": "HELP_REQUEST",
                "title": f"路灯不亮 {external_no}",
                "content": "小区门口路灯不亮。",
                "district": "370902",
                "externalNo": external_no,
                "idempotencyKey": f"register-{external_no}",
            },
        )
        if made is None:
            return
        self.acknowledged.append(Acknowledged(external_no, made["caseNo"], made["version"]))
        taken = self._until_answered(
            "acceptCase",
            ACCEPT,
            {
                "caseId": made["id"],
                "expectedVersion": made["version"],
                "category": "990000",
                "idempotencyKey": f"accept-{external_no}",
            },
        )
        if taken is not None:
            self.acknowledged.append(Acknowledged(external_no, taken["caseNo"], taken["version"]))

    def _until_answered(self, field_: str, document: str, input_: dict[str, Any]) -> dict[str, Any] | None:
        while True:
            answer = self._ask(document, {"input": input_})
            payload = (answer or {}).get("data", {}) and (answer or {})["data"].get(field_)
            if payload and payload["userErrors"]:
                self.refused.append((input_, payload["userErrors"]))
                return None
            if payload:
                found: dict[str, Any] = payload["case"]
                return found
            self.unanswered += 1
            if self.stop.wait(0.05):
                return None

    def _ask(self, document: str, variables: dict[str, Any]) -> dict[str, Any] | None:
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=10) as answer:
                parsed: dict[str, Any] = json.loads(answer.read())
                return parsed
        except (OSError, HTTPException, ValueError):
            return None
