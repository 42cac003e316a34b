"""Plan and graphql-core answer the same, byte for byte: queries by chance over the whole schema and data.

500 of them, of seed 5. HOTLINE_TEST_LONG=1 asks 20,000, in parts of 500 with a seed and a choice of plug-ins each;
HOTLINE_TEST_SEEDS=17-39 asks these parts alone, so that what was interrupted goes on.
"""

import os
from collections import Counter
from typing import Any

import orjson
import pytest
from sqlalchemy import true

from core.ids import new_id
from schema.plan import operation, pages
from schema.plan.level import Level
from schema.plan.payloads import PayloadOf
from schema.plan.reads import PLANNED
from schema.plan.reasons import Reason
from schema.plan.slices import Slice
from schema.plan.writer import Writer
from tests.plugins.plans_asked import Questioner
from tests.plugins.plans_world import World, made
from tests.plugins.test_gates import Stage, stage

__all__ = ["stage"]

PART = 500
_FIRST, _, _LAST = os.environ.get(
    "HOTLINE_TEST_SEEDS", "1-40" if os.environ.get("HOTLINE_TEST_LONG") else "5"
).partition("-")
SEEDS = range(int(_FIRST), int(_LAST or _FIRST) + 1)
CODED = {Reason.RESOLVER, Reason.PLUGIN_CODE}
"""Operations with a field that is not declared; they are for graphql-core."""


@pytest.fixture(scope="module")
async def world(stage: Stage) -> World:
    return await made(stage)


@pytest.fixture(scope="module")
async def questioner(world: World) -> Questioner:
    return Questioner(world, SEEDS[0])


@pytest.mark.parametrize("seed", SEEDS)
async def test_plan_and_executor_answer_the_same(questioner: Questioner, seed: int) -> None:
    asked = questioner if seed == questioner.seed else Questioner(questioner.world, seed)
    told, answered = Counter[str](), 0
    async for asking in asked.askings(PART):
        if asking.slow:
            told["slow"] += 1
            continue
        how, difference = await asking.by_plan(questioner.world)
        assert difference is None, difference
        told[how] += 1
        answered += asking.wanted is not None and how not in CODED
    print(f"seed {seed}: {told[PLANNED]} planned of {answered} that are answered without error or code; {dict(told)}")  # noqa: T201
    assert told[PLANNED] >= 0.95 * answered, f"of {answered} without error or code: {told}"
    assert told[PLANNED] >= 0.7 * PART, told
    assert told["slow"] < 0.05 * PART, told


def _mask_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Level, "open", lambda *_: "True")


def _filter_missing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Writer, "use", lambda *_: true())


def _gate_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Level, "gate", lambda _: "'370902'")


def _wrong_null(patch: pytest.MonkeyPatch) -> None:
    kept = Level.stand_beside
    patch.setattr(Level, "stand_beside", lambda *given, **more: f"({kept(*given, **more)}) in (True, False)")


def _quote_not_escaped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(operation, "encoded", lambda answer: orjson.dumps(answer).replace(b'\\"', b'"'))


def _order_lost(patch: pytest.MonkeyPatch) -> None:
    kept = Level.rows
    patch.setattr(Level, "rows", lambda self, *where, order=(), limit=None: kept(self, *where, limit=limit))


def _page_without_its_first_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pages, "sliced", lambda c, found, *how: Slice(c, found[1:], *how))


def _payload_of_another_row(patch: pytest.MonkeyPatch) -> None:
    kept = PayloadOf.keys
    patch.setattr(PayloadOf, "keys", lambda *given: {name: key and new_id() for name, key in kept(*given).items()})


MUTANTS = (
    _mask_forgotten,
    _filter_missing,
    _gate_forgotten,
    _wrong_null,
    _quote_not_escaped,
    _order_lost,
    _page_without_its_first_row,
    _payload_of_another_row,
)


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_planted_mistake_is_found(questioner: Questioner, monkeypatch: pytest.MonkeyPatch, mutant: Any) -> None:
    mutant(monkeypatch)
    async for asking in questioner.askings(PART):
        if not asking.slow and (await asking.by_plan(questioner.world))[1]:
            return
    pytest.fail("500 queries do not show it")
