"""`hotline key`: keys of services are made, shown once, told of, and ended."""

import json
from pathlib import Path

from core.api_keys.commands import digest
from core.api_keys.queries import find_key
from core.clients.commands import client_keys
from tests.support.office import Office
from tests.web.auth.tokens import KEY
from tests.web.cli import inside
from web.cli import key as key_command

WHO = "d:utility_service"


async def test_a_key_is_shown_once_listed_by_its_name_and_revoked(commanded: Office) -> None:
    async def run(*words: str) -> str:
        return await inside.done(key_command, "key", *words)

    key = (await run("new", WHO, "--from", "192.0.2.0/24", "--days", "90")).splitlines()[-1]
    name, secret = key[:19], key[20:]
    row = await find_key(commanded.read, name)
    assert row is not None
    assert row["digest"] == digest(secret)

    listed = await run("list")
    assert secret not in listed
    (line,) = listed.splitlines()
    assert line.split("\t")[:3] == [WHO, name, "active"]
    assert line.split("\t")[4:] == ["192.0.2.0/24", "any"]

    await run("revoke", name)
    assert (await run("list")).split("\t")[2] == "revoked"


async def test_a_services_own_keys_are_taken_and_given_up(commanded: Office, tmp_path: Path) -> None:
    async def refusal(*words: str) -> str | None:
        """Why it does nothing; None if it does it."""
        told = (await inside.invoked(key_command, "key", "client", *words)).exception
        return None if told is None else str(told)

    file, secret = tmp_path / "jwks.json", tmp_path / "secret.json"
    keys = {"keys": [KEY.as_dict(private=False)]}
    file.write_text(json.dumps(keys), "utf-8")
    secret.write_text(json.dumps({"keys": [KEY.as_dict(private=True)]}), "utf-8")

    assert await refusal(WHO, str(file)) is None
    assert await client_keys(commanded.read, WHO) == keys
    assert "holds a secret key" in str(await refusal(WHO, str(secret)))
    assert await client_keys(commanded.read, WHO) == keys
    assert await refusal(WHO, "--remove") is None
    assert await client_keys(commanded.read, WHO) is None
    assert "Either a file or --remove" in str(await refusal(WHO))
