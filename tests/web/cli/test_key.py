"""`hotline key`: keys of services are made, shown once, told of, and ended."""

import json
from pathlib import Path

from core.api_keys.commands import digest
from core.api_keys.queries import find_key
from core.clients.commands import client_keys
from tests.support.office import Office
from tests.web.auth.tokens import KEY
from tests.web.serving import hotline

WHO = "d:utility_service"


async def test_a_key_is_shown_once_listed_by_its_name_and_revoked(own_office: Office, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        found = hotline(tmp_path / "var", "key", *words, HOTLINE_DATABASE_URL=own_office.dsn)
        assert found.returncode == 0, found.stderr
        return found.stdout

    key = run("new", WHO, "--from", "192.0.2.0/24", "--days", "90").splitlines()[-1]
    name, secret = key[:19], key[20:]
    row = await find_key(own_office.read, name)
    assert row is not None
    assert row["digest"] == digest(secret)

    listed = run("list")
    assert secret not in listed
    (line,) = listed.splitlines()
    assert line.split("\t")[:3] == [WHO, name, "active"]
    assert line.split("\t")[4:] == ["192.0.2.0/24", "any"]

    run("revoke", name)
    assert run("list").split("\t")[2] == "revoked"


async def test_a_services_own_keys_are_taken_and_given_up(own_office: Office, tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        found = hotline(tmp_path / "var", "key", "client", *words, HOTLINE_DATABASE_URL=own_office.dsn)
        return found.returncode, found.stderr

    file, secret = tmp_path / "jwks.json", tmp_path / "secret.json"
    keys = {"keys": [KEY.as_dict(private=False)]}
    file.write_text(json.dumps(keys), "utf-8")
    secret.write_text(json.dumps({"keys": [KEY.as_dict(private=True)]}), "utf-8")

    assert run(WHO, str(file))[0] == 0
    assert await client_keys(own_office.read, WHO) == keys
    code, told = run(WHO, str(secret))
    assert (code, "holds a secret key" in told) == (2, True)
    assert await client_keys(own_office.read, WHO) == keys
    assert run(WHO, "--remove")[0] == 0
    assert await client_keys(own_office.read, WHO) is None
    assert run(WHO)[0] == 2
