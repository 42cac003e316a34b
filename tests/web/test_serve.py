"""`hotline serve --demo` from outside: what a person at a terminal sees."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.cluster import postmaster
from core.db.cluster.place import place_in
from tests.support.postgres import var_directory
from tests.web.auth.tokens import KEY
from tests.web.serving import ROOT, Serving, free_port, from_nothing, hotline, running

DISTRICTS = "{ districts(first: 2) { edges { node { code name } } } }"
ANSWER = {
    "districts": {
        "edges": [{"node": {"code": "370900", "name": "泰安市"}}, {"node": {"code": "370902", "name": "泰山区"}}]
    }
}


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    with var_directory() as directory:
        yield directory


@pytest.fixture(scope="module")
def serving(var: Path) -> Iterator[Serving]:
    """A demonstration that has been started a second time, so that every test sees what the first one left."""
    with running(var, "--demo") as first:
        first.until_ready()
        first.stop()
    with running(var, "--demo") as second:
        second.until_ready()
        yield second


@pytest.fixture(scope="module")
def token(serving: Serving) -> str:
    """A token for the operator, as people get it while the server runs."""
    done = hotline(serving.var, "token", "operator")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_a_query_is_answered(serving: Serving, token: str) -> None:
    answer = serving.query(DISTRICTS, token)
    assert (answer.status, answer.body) == (200, {"data": ANSWER})


def test_without_token_only_the_open_fields_are_answered(serving: Serving) -> None:
    refused = serving.query(DISTRICTS)
    assert (refused.status, refused.body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert serving.query("{ __typename }").body == {"data": {"__typename": "Query"}}


def test_a_changed_token_is_refused(serving: Serving, token: str) -> None:
    header, payload, signature = token.split(".")
    refused = serving.query(DISTRICTS, f"{header}.{payload[:-2]}xx.{signature}")
    assert (refused.status, refused.body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


def test_the_places_beside_the_endpoint_answer(serving: Serving, token: str) -> None:
    assert serving.ask("/health/live").status == 200
    assert "graphql_requests_total" in serving.ask("/metrics").body
    assert serving.ask("/schema.graphql").status == 403
    assert serving.ask("/schema.graphql", token).status == 403
    developer = hotline(serving.var, "token", "developer").stdout.splitlines()[-1]
    exported = hotline(serving.var, "schema", "export")
    assert serving.ask("/schema.graphql", developer).body == exported.stdout
    assert serving.ask("/attachments/nothing", token).status == 404
    assert serving.ask("/nowhere").status == 404


def test_a_second_server_on_the_port_is_refused(serving: Serving) -> None:
    done = hotline(serving.var, "serve", "--demo", HOTLINE_PORT=str(serving.port))
    assert done.returncode == 2
    assert done.stderr == (
        f"hotline: Port {serving.port} on 127.0.0.1 is taken by another program.\n"
        "Stop that program, or choose another port: HOTLINE_PORT=8001.\n"
    )


def test_commands_share_the_database_while_it_runs(serving: Serving) -> None:
    assert hotline(serving.var, "db", "check").stdout.startswith("The database is at ")
    assert hotline(serving.var, "calendar", "show", "2026").stdout.startswith("2026, as published: 248 working days")
    assert serving.process.poll() is None


def test_ctrl_c_stops_everything_in_time_and_the_next_start_is_fast_and_keeps_all(var: Path, serving: Serving) -> None:
    before = key_files(var)
    seconds, out, err = serving.stop()
    assert seconds < 8
    assert serving.process.returncode == 0
    assert not postmaster.alive(place_in(var))
    assert f"HOTLINE_VAR={var} hotline token operator" in out
    assert "DEMONSTRATION" in out
    assert f"http://127.0.0.1:{serving.port}/graphql" in out
    assert [line for line in err.splitlines() if json.loads(line)["level"] not in ("info", "warning")] == []
    assert any(seconds_to_start(var) < 5 for _ in range(3))  # the fastest counts: other tests may load the machine
    assert key_files(var) == before


def test_an_interrupted_start_stops_everything_too(var: Path) -> None:
    with running(var, "--demo", start=from_nothing) as started:
        assert started.process.stdout is not None
        assert started.process.stdout.readline() == "Starting …\n"
        seconds, _, _ = started.stop()
        assert seconds < 8
    assert not postmaster.alive(place_in(var))


def seconds_to_start(var: Path) -> float:
    """Start and stop once more, this time as a service manager stops."""
    with running(var, "--demo", start=from_nothing) as again:
        seconds = again.until_ready()
        assert again.stop(signal.SIGTERM)[0] < 8
        assert again.process.returncode == 0
        assert not postmaster.alive(place_in(var))
        return seconds


def key_files(var: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (var / "keys").iterdir()}


def test_a_database_without_demonstration_gives_no_token_and_its_tokens_count_for_nothing(tmp_path: Path) -> None:
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}), "utf-8")
    issuer = {"HOTLINE_ISSUER": "https://id.example.cn", "HOTLINE_ISSUER_KEYS": str(keys)}
    with var_directory() as var, running(var, **issuer) as earnest:
        earnest.until_ready()
        refused = hotline(var, "token", "operator")
        assert refused.returncode == 2
        assert "holds no demonstration accounts" in refused.stderr
        assert earnest.query("{ viewer { id } }", earnest.token("operator")).status == 401
        assert earnest.stop()[0] < 8


def test_without_issuer_it_does_not_start(tmp_path: Path) -> None:
    done = hotline(tmp_path / "var", "serve", HOTLINE_PORT=str(free_port()))
    assert done.returncode == 2
    assert done.stderr.startswith(
        "hotline: No issuer of tokens is configured, so nobody could sign in.\nSet HOTLINE_ISSUER"
    )
    assert not (tmp_path / "var").exists()


def test_an_unknown_variable_stops_every_command(tmp_path: Path) -> None:
    done = hotline(tmp_path / "var", "db", "check", HOTLINE_PROT="8001")
    assert done.returncode == 2
    assert (
        done.stderr
        == "hotline: HOTLINE_PROT is no variable of the hotline.\nDid you mean HOTLINE_PORT? Otherwise unset it.\n"
    )


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = hotline(tmp_path / "file" / "var", "db", "check")
    assert done.returncode == 2
    assert done.stderr.startswith(f"hotline: The directory {tmp_path}/file/var/postgres cannot be made")


def test_the_makefile_starts_this_very_command() -> None:
    # `make test` tells the makes below it that they are, and they say where they are.
    bare = {name: value for name, value in os.environ.items() if name not in {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}}
    recipe = subprocess.run(
        ["make", "-n", "-W", "Makefile", "serve"], cwd=ROOT, env=bare, capture_output=True, text=True, check=True
    )
    assert recipe.stdout.splitlines()[-1] == "exec .venv/bin/hotline serve --demo"
