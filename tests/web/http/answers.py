"""Reading answers in tests."""

import httpx

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


def only_error(response: httpx.Response) -> dict[str, object]:
    """The one error of an answer that must have exactly one, with a code and a request id beside it."""
    body = response.json()
    assert len(body["errors"]) == 1
    assert body["extensions"]["requestId"] == response.headers["x-request-id"]
    assert response.headers["content-type"].endswith("json; charset=utf-8")
    error: dict[str, object] = body["errors"][0]
    return error


def code(response: httpx.Response) -> str:
    """The code of the only error."""
    extensions = only_error(response)["extensions"]
    assert isinstance(extensions, dict)
    found: str = extensions["code"]
    return found
