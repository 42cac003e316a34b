"""`make prove`: the long forms of the tests, one line per proof in docs/proofs.md.

A proof that has passed at this commit is not run again, so that an interrupted run resumes; `--again` runs all.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "proofs.md"
HEAD = """\
# Proofs

The long forms of the tests, run by `make prove`. A line says what was shown, when and at which commit.

| proof | shows | result | seconds | date | commit |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """A name, what its long form shows, and the tests that show it."""

    name: str
    shows: str
    tests: tuple[str, ...]


PROOFS = (
    Proof(
        "time core",
        "deadline properties, 50 times the examples, against a minute-by-minute count",
        ("tests/core/deadlines",),
    ),
    Proof("access", "2,000,000 decisions, Python = SQL; compiled matrix = Casbin", ("tests/core/access",)),
    Proof(
        "life cycle",
        "every row of the oracle; 1,000 concurrent pairs of leads; 5,000 commands on few connections, some cut off",
        ("tests/core/cases",),
    ),
    Proof("events", "50,000 events past random pauses and rollbacks: none skipped, no gap", ("tests/core/events",)),
    Proof(
        "replay",
        "20 kills of the importer; shares equal to the independent computation",
        ("tests/core/replay", "tests/web/cli/test_import_faults.py"),
    ),
    Proof(
        "faults",
        "20 kills of the server under load, 10 of the postmaster; 100 kills of two plug-in readers, each effect once",
        ("tests/faults/test_kills.py", "tests/faults/test_effect_kills.py", "tests/faults/test_plugins_blocking.py"),
    ),
    Proof(
        "kills",
        "300 kills of postmaster, backend, server, worker, sequencer and subscriber, the listening connection every 2 s for"
        " 5 minutes, a sequencer stopped for 5 s inside its step: nothing acknowledged lost, no gap, nothing doubled or out"
        " of order",
        ("tests/faults/test_log_kills.py", "tests/faults/test_log_sequencers.py"),
    ),
    Proof(
        "histories",
        "fail-over that loses 10 events, restore to a position, a transaction and a time, dump and restore: every consumer"
        " that was ahead is told and ends with the new history",
        ("tests/faults/test_log_histories.py", "tests/core/events/test_restore.py"),
    ),
    Proof(
        "restarts",
        "20 rolling restarts with 50 subscribers: nothing missed or doubled, no process left",
        ("tests/faults/test_streams_restarts.py",),
    ),
    Proof(
        "reconnects",
        "1,000 reconnects in 60 s: nothing missed, memory bounded, no task or file left",
        ("tests/faults/test_streams_reconnects.py",),
    ),
    Proof(
        "readers",
        "slow, stalled and greedy readers beside a good one: nothing missed, memory bounded",
        ("tests/faults/test_streams_readers.py",),
    ),
    Proof(
        "hostile",
        "bad frames, handshakes and bodies: no 5xx, no traceback, no connection that hangs",
        ("tests/faults/test_streams_hostile.py", "tests/web/ws", "tests/web/sse"),
    ),
    Proof(
        "twins",
        "200 keys of 50 twins with deaths between commit and answer: 200 effects, byte-equal answers",
        ("tests/faults/test_twins.py",),
    ),
    Proof(
        "timers",
        "100,000 timers, three scanners that are killed, racing extensions: each fires once, none early",
        ("tests/faults/test_timers.py",),
    ),
    Proof(
        "reads",
        "20,000 queries and payloads by chance, for every role, district and choice of plug-ins: plan = graphql-core, byte for"
        " byte; every planted mistake found",
        ("tests/plugins/test_plans.py", "tests/schema/plan"),
    ),
    Proof("transport", "fuzzed bodies, headers and methods", ("tests/web/http",)),
    Proof("schema", "concurrent twins of one key", ("tests/schema",)),
    Proof(
        "leases", "20,000 tickets under stalls and deaths: every stale token refused", ("tests/plugins/utility_queues",)
    ),
    Proof(
        "discipline",
        "200 canaries unseen by everybody else; 10,000 tamperings found",
        ("tests/plugins/discipline_referral",),
    ),
    Proof(
        "canaries",
        "S1, S3: 1,000 cases with 10,000 canaries, every field of every type as every role, by queries and streams: none but for"
        " who need know; counts unchanged. None from any command, at any door, from five faults at each depth, in the database's"
        " log, wake-ups, metrics, health",
        (
            "tests/secrecy/test_canaries.py",
            "tests/secrecy/test_streams.py",
            "tests/secrecy/test_accused.py",
            "tests/secrecy/test_outputs.py",
            "tests/secrecy/test_commands.py",
            "tests/secrecy/test_sign_in.py",
            "tests/secrecy/test_faults.py",
            "tests/secrecy/test_database.py",
            "tests/secrecy/test_watch.py",
            "tests/plugins/test_fields.py",
            "tests/plugins/test_secrecy.py",
        ),
    ),
    Proof(
        "seals",
        "S4: every byte of an envelope altered, nonces of 1,000,000 sealings, both suites; RFC 8998, GB/T 32905",
        ("tests/core/sealing",),
    ),
    Proof(
        "rotation",
        "S5: replacing the root key, keys of cases and keys of indexes under load, each killed 50 times: nothing unreadable,"
        " nobody missed",
        ("tests/faults/test_key_rotation.py",),
    ),
    Proof(
        "tampering",
        "S6: 10,000 tamperings all found, at the first wrong position, or between two signed heads where it was chained anew",
        ("tests/core/audit/test_check.py", "tests/core/events/test_verify.py"),
    ),
    Proof(
        "retention",
        "30 lives of 40 cases: every rate, its rows and every sum are the same after anonymising; 40 cases on random ways through"
        " every verb: no word, ciphertext, index or file of them is left",
        ("tests/core/retention",),
    ),
    Proof(
        "tokens", "S7, S8: tokens, keys of issuers that change and fail, passwords and their lock", ("tests/web/auth",)
    ),
    Proof(
        "timing",
        "S8: 2 × 2,000 answers for what is absent and what is kept from the asker, of thirteen kinds: p > 0.01",
        ("tests/secrecy/test_timing.py",),
    ),
    Proof(
        "policy",
        "S9: a changed policy in four processes within 2 s, nothing denied falsely",
        ("tests/web/test_policy_change.py",),
    ),
    Proof(
        "clients",
        "ten minutes each of hypothesis-graphql and schemathesis, two of whatever at the other entrances; graphql-cop's checks",
        ("tests/clients/test_fuzz.py", "tests/clients/test_entrances.py", "tests/clients/test_graphql_cop.py"),
    ),
)


@dataclass(frozen=True, slots=True)
class Run:
    """How a proof went when it was last run."""

    result: str
    seconds: str
    date: str
    commit: str

    @property
    def passed(self) -> bool:
        """Whether every test of it passed."""
        return self.result.startswith("passed")


NEVER = Run("not run", "", "", "")


def main() -> int:
    """Run what is not proved yet at this commit; the number of proofs that failed."""
    parser = argparse.ArgumentParser(prog="make prove")
    parser.add_argument("--again", action="store_true", help="run every proof, also those that passed")
    parser.add_argument("names", nargs="*", help="only these proofs")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - {proof.name for proof in PROOFS}:
        parser.error(f"no such proof: {', '.join(sorted(unknown))}")
    commit, runs = _commit(), read(PAGE.read_text()) if PAGE.exists() else {}
    wanted = [proof for proof in PROOFS if proof.name in chosen.names or not chosen.names]
    for proof in wanted:
        before = runs.get(proof.name, NEVER)
        if before.passed and before.commit == commit and not chosen.again:
            print(f"{proof.name}: passed already at {commit}")
            continue
        runs[proof.name] = _run(proof, commit)
        PAGE.write_text(written(runs))
    return sum(not runs[proof.name].passed for proof in wanted)


def _run(proof: Proof, commit: str) -> Run:
    print(f"{proof.name}: {proof.shows} …", flush=True)
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *proof.tests]
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"HOTLINE_TEST_LONG": "1"}, capture_output=True, text=True, check=False
    )
    summary = (ended.stdout.strip().splitlines() or ["nothing printed"])[-1].strip("= ")
    if ended.returncode:
        print(ended.stdout[-4000:], ended.stderr[-2000:])
    result = ("FAILED" if ended.returncode else "passed") + f": {summary}"
    return Run(result, str(round(time.monotonic() - begun)), datetime.now(UTC).date().isoformat(), commit)


def read(page: str) -> dict[str, Run]:
    """What a page of proofs says of each, by its name."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    return {name: Run(*rest) for name, _, *rest in rows[2:]}


def written(runs: Mapping[str, Run]) -> str:
    """The page: a line per proof, run or not."""
    lines = [(proof, runs.get(proof.name, NEVER)) for proof in PROOFS]
    return HEAD + "".join(
        f"| {proof.name} | {proof.shows} | {run.result} | {run.seconds} | {run.date} | {run.commit} |\n"
        for proof, run in lines
    )


def _commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
