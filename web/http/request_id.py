"""The id by which a request is found in the logs."""

import re
from random import getrandbits

from starlette.types import Scope

HEADER = "x-request-id"
_NAME = HEADER.encode()
VALID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(scope: Scope) -> str:
    """The caller's id for the request if that is a short plain word, else a new one; kept in the scope."""
    state: dict[str, str] = scope.setdefault("state", {})
    if "request_id" not in state:
        given = next((value for name, value in scope["headers"] if name == _NAME), b"").decode("latin-1")
        state["request_id"] = given if VALID.fullmatch(given) else new_id()
    return state["request_id"]


def new_id() -> str:
    """32 hexadecimal digits that no other request has. Nothing is secret about them, so that the system is not asked."""
    return f"{getrandbits(128):032x}"
