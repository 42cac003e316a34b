"""Of an exception the type and the plug-in's own places are told, and never its text."""

from pathlib import Path

from core.plugin.faults import fault, frames

HERE = Path(__file__).parent


def raised(text: str = "", *, outside: bool = False) -> Exception:
    try:
        Path(text).read_text() if outside else int(text)
    except (OSError, ValueError) as error:
        return error
    raise AssertionError


def test_the_type_and_the_innermost_place_are_told() -> None:
    assert fault(raised("13812345678x"), HERE).startswith("ValueError in test_faults.py:")
    assert fault(raised("13812345678x"), HERE).endswith(" raised")


def test_the_text_is_not_told() -> None:
    error = raised("13812345678x")

    assert "13812345678" in str(error)
    assert "13812345678" not in fault(error, HERE) + "".join(frames(error, HERE))


def test_places_of_libraries_are_left_out() -> None:
    error = raised("/no-such-file", outside=True)

    assert [frame.rpartition(" ")[2] for frame in frames(error, HERE)] == ["raised"]


def test_what_never_came_through_the_plugin_is_told_by_its_type_alone() -> None:
    assert fault(raised("x"), HERE / "elsewhere") == "ValueError"
