"""How hooks are called: in order, where they are on, in time, each failure its plug-in's own."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from core.catalogue.propose import Proposals
from core.deadlines.budget import Budget
from core.errors import ErrorCode, Refused, VersionMoved
from core.events.record import NewEvent
from core.plugin.answers import DeadlineGrant, Health, Veto
from core.plugin.errors import PLUGIN_FAILED, Failure, HookFailed
from core.plugin.runner import Answered, HookRunner
from tests.core.plugin.making import EAST, WEST, case, host, plugin

BUSY = ErrorCode("MADE_BUSY", "忙", "busy", plugin="made")
VERBS = ("acceptCase", "dispatchCase")
DAY, WEEK = DeadlineGrant(Budget(days=1), "made/day"), DeadlineGrant(Budget(days=5), "made/week")
SOON = {"timeout_ms": "30"}


def deadline(answer: Any) -> Any:
    async def propose_deadline(kind: str) -> Any:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return propose_deadline


def health(answer: Any) -> Any:
    async def health() -> Any:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return health


def event(answer: Any, told: list[str] | None = None) -> Any:
    async def during_case_event() -> Any:
        if told is not None:
            told.append("asked")
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return during_case_event


async def first(run: HookRunner, district: str = EAST) -> Answered | None:
    services = type("Services", (), {"profiles": None})
    return await run.first("propose_deadline", district, case=case(), kind="HANDLING", read=None, services=services)


async def failure(run: HookRunner, name: str, hook: str, **arguments: Any) -> HookFailed:
    with pytest.raises(HookFailed) as caught:
        await run.call(name, hook, **arguments)
    return caught.value


class TestHas:
    def test_means_on_in_the_district(self) -> None:
        run = host(plugin("air", deadline(DAY)), on=[EAST]).run

        assert run.has("propose_deadline", EAST)
        assert not run.has("propose_deadline", WEST)
        assert run.has("propose_deadline")

    def test_the_cores_own_do_not_count(self) -> None:
        assert not host(plugin("air")).run.has("propose_deadline")

    def test_a_suspended_plugin_does_not_count(self) -> None:
        made = host(plugin("air", deadline(DAY)))
        made.switches.suspend("air")

        assert not made.run.has("propose_deadline", EAST)
        assert not made.run.has("propose_deadline")
        assert made.run.implementing("propose_deadline") == ("air",)


class TestFirst:
    async def test_answer_that_is_not_none_counts(self) -> None:
        run = host(plugin("a", deadline(None)), plugin("b", deadline(DAY)), plugin("c", deadline(WEEK))).run

        assert await first(run) == Answered("b", DAY)
        assert ("c", "propose_deadline") not in run.counts

    async def test_passes_by_one_that_fails(self) -> None:
        run = host(plugin("a", deadline(KeyError("x"))), plugin("b", deadline(DAY))).run

        assert await first(run) == Answered("b", DAY)
        assert run.counts["a", "propose_deadline"].failures == 1

    async def test_asks_only_where_the_plugin_is_on(self) -> None:
        made = host(plugin("a", deadline(DAY)), plugin("b", deadline(WEEK)))
        made.switches.replace({"a": [EAST], "b": [EAST, WEST]})

        assert await first(made.run, WEST) == Answered("b", WEEK)

    async def test_is_nothing_where_nobody_answers_and_the_core_has_no_answer(self) -> None:
        assert await host(plugin("a", health(None))).run.first("health", EAST) is None


class TestVetoes:
    async def test_of_all_plugins_are_told_with_their_owner(self) -> None:
        run = host(plugin("a", vetoing(1)), plugin("b", vetoing(1))).run

        found = await run.vetoes([case(1)], VERBS, *REST)

        assert [(one.plugin, one.veto.case_id, one.veto.verb) for one in found] == [
            ("a", UUID(int=1), "acceptCase"),
            ("b", UUID(int=1), "acceptCase"),
        ]

    async def test_are_asked_about_the_cases_of_districts_where_the_plugin_is_on(self) -> None:
        seen: list[int] = []
        run = host(plugin("a", vetoing(1, seen=seen)), on=[EAST]).run

        await run.vetoes([case(1, EAST), case(2, WEST), case(3, EAST)], VERBS, *REST)
        await run.vetoes([case(4, WEST)], VERBS, *REST)

        assert seen == [1, 3]

    @pytest.mark.parametrize("answer", [RuntimeError("13812345678"), None, [BUSY], "no", 3])
    async def test_fail_closed_and_only_where_the_plugin_is_on(self, answer: Any) -> None:
        run = host(plugin("a", vetoing(answer=answer)), plugin("b", vetoing(2)), on=[EAST]).run

        found = await run.vetoes([case(1, EAST), case(2, EAST), case(3, WEST)], VERBS, *REST)

        assert [one.veto for one in found if one.plugin == "a"] == [
            Veto(UUID(int=number), verb, PLUGIN_FAILED, {"plugin": "a"}) for number in (1, 2) for verb in VERBS
        ]
        assert [one.veto.case_id for one in found if one.plugin == "b"] == [UUID(int=2)]

    @pytest.mark.parametrize("veto", [Veto(UUID(int=9), "acceptCase", BUSY), Veto(UUID(int=1), "mergeCases", BUSY)])
    async def test_about_what_was_not_asked_are_nonsense(self, veto: Veto) -> None:
        run = host(plugin("a", vetoing(answer=[veto]))).run

        found = await run.vetoes([case(1)], VERBS, *REST)

        assert {one.veto.code for one in found} == {PLUGIN_FAILED}
        assert run.counts["a", "check_transitions"].failures == 1


class TestInTransaction:
    async def test_all_are_asked_and_their_answers_told(self) -> None:
        run = host(plugin("a", event(None)), plugin("b", event([]))).run

        assert await run.in_transaction("during_case_event", EAST) == (Answered("a", None), Answered("b", []))
        assert await run.in_transaction("during_case_event", WEST) == ()

    @pytest.mark.parametrize("passing", [Refused(BUSY), VersionMoved(), asyncpg.DeadlockDetectedError()])
    async def test_what_the_caller_has_an_answer_to_passes(self, passing: Exception) -> None:
        run = host(plugin("a", event(passing))).run

        with pytest.raises(type(passing)) as caught:
            await run.in_transaction("during_case_event", EAST)

        assert caught.value is passing
        assert run.counts["a", "during_case_event"].failures == 0

    async def test_the_first_failure_ends_it(self) -> None:
        told: list[str] = []
        run = host(plugin("a", event(KeyError("x"))), plugin("b", event(None, told))).run

        with pytest.raises(HookFailed) as caught:
            await run.in_transaction("during_case_event", EAST)

        assert (caught.value.plugin, caught.value.hook, caught.value.kind) == ("a", "during_case_event", Failure.RAISED)
        assert told == []

    @pytest.mark.parametrize(("type_", "sound"), [("a/refer", True), ("b/refer", False), ("dispatchCase", False)])
    async def test_events_bear_the_plugins_name(self, type_: str, sound: bool) -> None:
        run = host(plugin("a", event([NewEvent(type_)]))).run

        if sound:
            assert await run.in_transaction("during_case_event", EAST) == (Answered("a", [NewEvent(type_)]),)
        else:
            assert (await failure(run, "a", "during_case_event")).kind is Failure.NONSENSE


class TestCall:
    async def test_asks_one_plugin_wherever_it_is_on(self) -> None:
        run = host(plugin("a", health(Health("ok"))), plugin("b", health(None)), on=[]).run

        assert await run.call("a", "health") == Health("ok")
        assert ("b", "health") not in run.counts

    async def test_of_what_it_does_not_implement_is_nothing(self) -> None:
        assert await host(plugin("a")).run.call("a", "health") is None

    async def test_of_a_suspended_plugin_fails_uncounted(self) -> None:
        made = host(plugin("a", health(None)))
        made.switches.suspend("a")

        assert (await failure(made.run, "a", "health")).kind is Failure.SUSPENDED
        assert made.run.counts == {}

    async def test_what_is_refused_passes_in_a_transaction_and_fails_elsewhere(self) -> None:
        async def each_minute() -> None:
            raise Refused(BUSY)

        run = host(plugin("a", event(Refused(BUSY)), each_minute)).run

        with pytest.raises(Refused):
            await run.call("a", "during_case_event")
        assert (await failure(run, "a", "each_minute")).kind is Failure.RAISED

    async def test_hook_district_disabled(self) -> None:
        """A plug-in that cannot be switched off says why."""

        async def district_disabled(district: str) -> None:
            raise Refused(BUSY, district=district)

        with pytest.raises(Refused) as caught:
            await host(plugin("a", district_disabled)).run.call("a", "district_disabled", district=EAST, uow=None)

        assert (caught.value.code, caught.value.params) == (BUSY, {"district": EAST})

    async def test_a_failure_of_another_plugin_below_is_not_counted_twice(self) -> None:
        async def after_case_event(uow: HookRunner) -> None:
            await uow.in_transaction("during_case_event", EAST)

        run = host(plugin("a", after_case_event), plugin("b", event(KeyError("x")))).run

        assert (await failure(run, "a", "after_case_event", uow=run)).plugin == "b"
        assert run.counts["a", "after_case_event"].failures == 0
        assert run.counts["b", "during_case_event"].failures == 1


class TestCollect:
    async def test_keeps_failures_apart(self) -> None:
        run = host(plugin("a", health(KeyError("x"))), plugin("b", health(Health("ok"))), on=[]).run

        failed, answered = await run.collect("health")

        assert isinstance(failed, HookFailed)
        assert (failed.plugin, answered) == ("a", Answered("b", Health("ok")))


class TestFailure:
    async def test_is_told_by_type_and_place_and_never_by_its_text(self) -> None:
        run = host(plugin("a", health(KeyError("13812345678")))).run

        with capture_logs() as logs:
            failed = await failure(run, "a", "health")

        assert failed.fault.startswith("KeyError in test_runner.py:")
        assert failed.__cause__ is None
        assert failed.__suppress_context__
        [line] = logs
        assert (line["event"], line["plugin"], line["hook"], line["how"]) == ("plug-in failed", "a", "health", "raised")
        assert "13812345678" not in str(logs) + str(failed)

    @pytest.mark.parametrize("raised", [SystemExit(3), asyncio.CancelledError(), TimeoutError(), BaseException("x")])
    async def test_is_whatever_the_plugin_raises(self, raised: BaseException) -> None:
        assert (await failure(host(plugin("a", health(raised))).run, "a", "health")).kind is Failure.RAISED

    async def test_is_not_an_interrupt_from_the_keyboard(self) -> None:
        run = host(plugin("a", interrupted)).run

        with pytest.raises(KeyboardInterrupt):
            await run.call("a", "each_minute")

    @pytest.mark.parametrize("answer", [3, "ok", [Health("ok")], DAY])
    async def test_is_an_answer_of_another_type(self, answer: Any) -> None:
        failed = await failure(host(plugin("a", health(answer))).run, "a", "health")

        assert (failed.kind, failed.fault) == (Failure.NONSENSE, type(answer).__name__)

    async def test_is_an_answer_with_a_wrong_element(self) -> None:
        async def route_case() -> Any:
            return [Proposals(())]

        assert (await failure(host(plugin("a", route_case)).run, "a", "route_case")).kind is Failure.NONSENSE

    async def test_counts_calls_failures_and_time(self) -> None:
        run = host(plugin("a", health(KeyError("x"))), plugin("b", health(None))).run
        for _ in range(3):
            await run.collect("health")

        failing, well = run.counts["a", "health"], run.counts["b", "health"]
        assert (failing.calls, failing.failures, failing.timeouts, failing.blocks) == (3, 3, 0, 0)
        assert (well.calls, well.failures) == (3, 0)
        assert 0 < well.seconds < 1


class TestTime:
    async def test_is_up_after_the_plugins_own_timeout(self) -> None:
        async def health() -> None:
            await asyncio.sleep(60)

        run = host(plugin("a", health), **SOON).run

        failed = await failure(run, "a", "health")
        assert (failed.kind, failed.fault) == (Failure.TIMEOUT, "after 0.03 s")
        assert run.counts["a", "health"].timeouts == 1

    async def test_is_up_for_one_that_answers_too_late_all_the_same(self) -> None:
        async def health() -> Health | None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                return Health("ok")
            return None

        assert (await failure(host(plugin("a", health), **SOON).run, "a", "health")).kind is Failure.TIMEOUT

    async def test_is_up_for_one_that_never_gives_up(self) -> None:
        async def health() -> None:
            while True:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    continue

        run = host(plugin("a", health), **SOON).run

        async with asyncio.timeout(5):
            assert (await failure(run, "a", "health")).kind is Failure.TIMEOUT

    async def test_to_tidy_up_is_given(self) -> None:
        tidied = []

        async def health() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.001)
                tidied.append("yes")

        await failure(host(plugin("a", health), **SOON).run, "a", "health")

        assert tidied == ["yes"]

    async def test_of_the_caller_is_not_the_plugins(self) -> None:
        async def health() -> None:
            await asyncio.sleep(60)

        run = host(plugin("a", health)).run

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await run.call("a", "health")

        assert run.counts["a", "health"].failures == 0


class TestWatched:
    async def test_answers(self) -> None:
        run = host(plugin("a")).run

        assert await run.watched("a", "Query.air", said("good")) == "good"
        assert run.counts["a", "Query.air"].calls == 1

    async def test_takes_whatever_can_be_awaited(self) -> None:
        later = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.001, later.set_result, "good")

        assert await host(plugin("a")).run.watched("a", "Query.air", later) == "good"

    async def test_what_the_domain_raises_on_purpose_passes(self) -> None:
        run = host(plugin("a")).run

        with pytest.raises(Refused):
            await run.watched("a", "Query.air", said(Refused(BUSY)))

        assert run.counts["a", "Query.air"].failures == 0

    async def test_anything_else_is_a_failure(self) -> None:
        with pytest.raises(HookFailed) as caught:
            await host(plugin("a")).run.watched("a", "Query.air", said(KeyError("x")))

        assert (caught.value.hook, caught.value.kind) == ("Query.air", Failure.RAISED)

    async def test_is_cut_off_in_time(self) -> None:
        with pytest.raises(HookFailed) as caught:
            await host(plugin("a"), **SOON).run.watched("a", "Query.air", asyncio.sleep(60))

        assert caught.value.kind is Failure.TIMEOUT


class TestWaitedFor:
    async def test_the_next_event_comes_when_it_comes(self) -> None:
        run, stream = host(plugin("a"), **SOON).run, events()

        assert await run.waited_for("a", "Subscription.air", anext(stream)) == "one"
        assert await run.waited_for("a", "Subscription.air", anext(stream)) == "two"
        with pytest.raises(StopAsyncIteration):
            await run.waited_for("a", "Subscription.air", anext(stream))
        assert run.counts["a", "Subscription.air"].failures == 0


REST: Any = (None, None, None)


def vetoing(number: int = 0, *, answer: Any = (), seen: list[int] | None = None) -> Any:
    """A plug-in that vetoes the acceptance of one case, or answers something else."""

    async def check_transitions(cases: Any, verbs: Any) -> Any:
        if seen is not None:
            seen.extend(one.id.int for one in cases)
        if isinstance(answer, Exception):
            raise answer
        return answer if number == 0 else [Veto(UUID(int=number), verbs[0], BUSY)]

    return check_transitions


async def interrupted() -> None:
    raise KeyboardInterrupt


interrupted.__name__ = "each_minute"


async def said(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


async def events() -> AsyncIterator[str]:
    yield "one"
    await asyncio.sleep(0.1)
    yield "two"
