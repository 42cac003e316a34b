"""A plug-in that cannot be loaded stops the start, or is left out; the rest does not suffer from it."""

from typing import Annotated, Any

import pytest
from pydantic import Field
from sqlalchemy import false, true

from core.plugin.config import parse_config
from core.plugin.discovery import Ambiguous
from core.plugin.errors import PluginError
from core.plugin.host import PluginHost, load_plugins
from core.plugin.loaded import Status
from core.plugin.manifest import Settings
from tests.core.plugin import further_hooks
from tests.core.plugin.making import FILE, listed, load, manifest_of, plugin

LEFT_OUT = {"on_failure": '"skip"'}


class Desk(Settings):
    reply_hours: Annotated[int, Field(ge=1)] = 72
    companies: tuple[str, ...] = ()


def statuses(host: PluginHost) -> dict[str, str]:
    return {one.name: one.status.value for one in host.statuses}


def refused(text: str, *modules: Any) -> PluginError:
    with pytest.raises(PluginError) as caught:
        load(text, *modules)
    return caught.value


def tables() -> Any:
    raise RuntimeError("13812345678")


def codes() -> Any:
    return []


class TestOrder:
    def test_is_that_of_the_file(self) -> None:
        host = load(listed("b", "a"), plugin("a"), plugin("b"))

        assert [one.name for one in host.loaded] == ["b", "a"]

    def test_puts_what_is_required_first(self) -> None:
        host = load(listed("b", "a"), plugin("a"), plugin("b", requires=("a",)))

        assert [one.name for one in host.loaded] == ["a", "b"]

    def test_has_no_circles(self) -> None:
        error = refused(listed("a", "b"), plugin("a", requires=("b",)), plugin("b", requires=("a",)))

        assert error.cause in {
            "plugins.toml: plugins: a requires b requires a.",
            "plugins.toml: plugins: b requires a requires b.",
        }
        assert error.mend == "Take one of them out of the file."


class TestRequirement:
    def test_must_be_listed(self) -> None:
        error = refused(listed("a"), plugin("a", requires=("b",)))

        assert error.cause == "plugins.toml: plugins.a: it requires b, which the file does not list."

    def test_that_failed_skips_who_requires_it(self) -> None:
        host = load(
            listed("a", "b", "c", **LEFT_OUT),
            plugin("a", tables),
            plugin("b", requires=("a",)),
            plugin("c", requires=("b",)),
        )

        assert statuses(host) == {"a": "FAILED", "b": "SKIPPED", "c": "SKIPPED"}
        assert host.statuses[1].detail == "plugins.toml: plugins.b: it requires a, which is failed."
        assert host.loaded == ()


class TestManifest:
    def test_must_be_there(self) -> None:
        module = plugin("a")
        module.manifest = None  # type: ignore[attr-defined]

        assert refused(listed("a"), module).cause == (
            "plugins.toml: plugins.a: made.a.plugin has no `manifest = Manifest(…)`."
        )

    def test_bears_the_name_it_is_found_by(self) -> None:
        error = refused(listed("a"), plugin("a", manifest=manifest_of("b")))

        assert error.cause == (
            "plugins.toml: plugins.a: its manifest says b: folder, entry point and manifest bear one name."
        )

    def test_speaks_this_api(self) -> None:
        error = refused(listed("a"), plugin("a", api=2))

        assert error.cause == "plugins.toml: plugins.a: it is written for api 2, this version speaks api 1."


class TestSettings:
    def test_have_the_defaults_of_their_class(self) -> None:
        assert load(listed("a"), plugin("a", settings=Desk)).settings(Desk) == Desk()

    def test_are_those_of_the_file_and_of_the_district(self) -> None:
        host = load(
            listed("a", settings='{ reply_hours = 24, companies = ["gas"] }')
            + "\n[plugins.a.district.370902]\nreply_hours = 12",
            plugin("a", settings=Desk),
        )

        assert host.settings(Desk) == Desk(reply_hours=24, companies=("gas",))
        assert host.settings(Desk, "370902") == Desk(reply_hours=12, companies=("gas",))
        assert host.settings(Desk, "370911") == Desk(reply_hours=24, companies=("gas",))

    def test_of_a_plugin_that_is_not_loaded_are_not_there(self) -> None:
        with pytest.raises(LookupError, match="no loaded plug-in has the settings Desk"):
            load(listed("a"), plugin("a")).settings(Desk)

    @pytest.mark.parametrize(
        ("text", "cause", "mend"),
        [
            (
                listed("a", settings="{ reply_hour = 1 }"),
                "plugins.a.settings.reply_hour: there is no such key",
                "Remove reply_hour. Did you mean reply_hours?",
            ),
            (
                listed("a", settings="{ reply_hours = 0 }"),
                "plugins.a.settings.reply_hours: it should be greater than or equal to 1",
                "Correct reply_hours.",
            ),
            (
                listed("a", settings='{ companies = ["gas", 3] }'),
                "plugins.a.settings.companies[1]: it should be a valid string",
                "Correct companies.",
            ),
            (
                listed("a") + "\n[plugins.a.district.370902]\nreply_hours = 'x'",
                "plugins.a.district.370902.reply_hours: it should be a valid integer, unable to parse string as an integer",
                "Correct reply_hours.",
            ),
        ],
    )
    def test_are_refused_by_their_key(self, text: str, cause: str, mend: str) -> None:
        error = refused(text, plugin("a", settings=Desk))

        assert (error.cause, error.mend) == (f"plugins.toml: {cause}.", mend)

    def test_that_are_wrong_may_leave_the_plugin_out(self) -> None:
        host = load(listed("a", "b", settings="{ x = 1 }", **LEFT_OUT), plugin("a"), plugin("b"))

        assert statuses(host) == {"a": "FAILED", "b": "FAILED"}
        assert host.statuses[0].detail == "plugins.toml: plugins.a.settings.x: there is no such key."


class TestFailure:
    def test_stops_the_start(self) -> None:
        error = refused(listed("a"), plugin("a", tables))

        assert error.cause.startswith("plugins.toml: plugins.a: it cannot be loaded: RuntimeError in test_load.py:")
        assert error.cause.endswith(" tables.")
        assert error.mend == (
            "Mend the plug-in, take [plugins.a] out of the file, or have it left out when it fails: "
            'on_failure = "skip".'
        )

    def test_tells_no_text_of_an_exception(self) -> None:
        assert "13812345678" not in str(refused(listed("a"), plugin("a", tables)))

    def test_may_leave_the_plugin_out_and_nobody_else(self) -> None:
        host = load(listed("a", "b", **LEFT_OUT), plugin("a", tables), plugin("b", codes))

        assert statuses(host) == {"a": "FAILED", "b": "LOADED"}
        assert [one.name for one in host.loaded] == ["b"]
        assert [(one.name, answer) for one, answer in host.each("codes")] == [("b", [])]

    def test_of_a_plugin_that_is_not_there(self) -> None:
        error = refused(listed("a"))

        assert error.cause == "plugins.toml: plugins.a: there is no such plug-in."
        assert error.mend == "Install it, correct its name, or take [plugins.a] out of the file."
        assert statuses(load(listed("a", **LEFT_OUT))) == {"a": "FAILED"}

    @pytest.mark.parametrize("raised", [SystemExit(3), ImportError("no module named gas"), SyntaxError("bad")])
    def test_of_an_import_is_the_plugins_own(self, raised: BaseException) -> None:
        def find(_: str) -> Any:
            raise raised

        host = load_plugins(parse_config(listed("a", **LEFT_OUT), FILE), find=find)

        assert statuses(host) == {"a": "FAILED"}
        assert type(raised).__name__ in host.statuses[0].detail or str(raised) in host.statuses[0].detail

    def test_to_tell_two_plugins_apart_always_stops_the_start(self) -> None:
        def find(_: str) -> Any:
            raise Ambiguous("it is there more than once: here and there")

        with pytest.raises(PluginError, match="it is there more than once: here and there"):
            load_plugins(parse_config(listed("a", **LEFT_OUT), FILE), find=find)

    def test_is_not_an_interrupt_from_the_keyboard(self) -> None:
        def find(_: str) -> Any:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            load_plugins(parse_config(listed("a", **LEFT_OUT), FILE), find=find)


class TestRegistration:
    def test_answers_are_gathered_while_loading(self) -> None:
        asked = []

        def colour() -> str:
            asked.append("colour")
            return "blue"

        host = load(listed("a"), plugin("a", colour), specs=(further_hooks,))

        assert [(one.name, answer) for one, answer in host.each("colour")] == [("a", "blue")]
        assert list(host.each("colour")) == list(host.each("colour"))
        assert asked == ["colour"]

    def test_nonsense_is_a_failure(self) -> None:
        def codes() -> Any:
            return ["legal_aid"]

        assert refused(listed("a"), plugin("a", codes)).cause.startswith(
            "plugins.toml: plugins.a: codes answered list, not "
        )

    def test_what_is_no_registration_hook_is_not_gathered(self) -> None:
        with pytest.raises(LookupError, match="route_case is no registration hook"):
            list(load(listed("a"), plugin("a")).each("route_case"))


class TestCaseFilter:
    def test_is_asked_for_each_pair_of_columns(self) -> None:
        def case_filter(case_id: Any) -> Any:
            return true()

        [(_, condition)] = load(listed("a"), plugin("a", case_filter)).each("case_filter")

        assert str(condition(None, None)) == "true"

    def test_may_have_no_condition(self) -> None:
        def case_filter() -> Any:
            return None

        [(_, condition)] = load(listed("a"), plugin("a", case_filter)).each("case_filter")

        assert condition(None, None) is None

    @pytest.mark.parametrize("answer", [ZeroDivisionError(), "case_id = 3"])
    def test_that_fails_stops_the_start(self, answer: Any) -> None:
        assert refused(listed("a"), plugin("a", failing_filter(answer))).mend == (
            "It decides which cases may be seen, and cannot be left out: mend it, or take [plugins.a] out of the file."
        )

    @pytest.mark.parametrize("answer", [ZeroDivisionError(), "case_id = 3"])
    def test_that_fails_hides_every_case_if_the_rest_is_to_go_on(self, answer: Any) -> None:
        host = load(listed("a", **LEFT_OUT), plugin("a", failing_filter(answer)))

        [(loaded, condition)] = host.each("case_filter")
        assert loaded.name == "a"
        assert str(condition(None, None)) == str(false())
        assert host.statuses[0].status is Status.LOADED
        assert host.statuses[0].detail.endswith(": the cases of its districts are hidden")
        assert host.run.counts["a", "case_filter"].failures == 1

    def test_keeps_a_plugin_that_fails_otherwise_from_being_left_out(self) -> None:
        def case_filter() -> Any:
            return None

        refused(listed("a", **LEFT_OUT), plugin("a", case_filter, tables))
        refused(listed("a", **LEFT_OUT), plugin("a", case_filter, api=2))


def failing_filter(answer: Any) -> Any:
    def case_filter(case_id: Any, viewer_id: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return case_filter
