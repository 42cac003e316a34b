"""Plug-ins that break on purpose, as packages that pip would have installed, and the log of a server that runs them."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

from tests.support.packages import install

_PLUGIN = Template('''
"""Breaks on purpose."""

import asyncio
import time
from itertools import count

import strawberry
import structlog

from core.api import PLUGIN_API, Manifest, hook
from schema.api import Case, GraphQLContribution, TypeExtension, data, field

manifest = Manifest(
    name="$name", version="1.0", api=PLUGIN_API, title_zh="故障", title_en="Trouble",
    listens=frozenset({"registerCase"}),
)
times = count()


async def fail():
    structlog.get_logger("broken").warning("begins", plugin="$name")
    $fail


@data.extension(Case)
class ${pascal}Fields:
    @field("Its mood.\\n心情")
    async def ${name}_mood(self) -> str | None:
        $mood
        return "fine"


@strawberry.type
class ${pascal}Queries:
    @field("The weather.\\n天气")
    async def ${name}_weather(self) -> str | None:
        return "fine"


@hook
def graphql_contribution():
    return GraphQLContribution(
        queries=(${pascal}Queries,), extensions=(TypeExtension("Case", ${pascal}Fields),)
    )

$hook
''')
_HOOKS = {
    "during_case_event": "@hook\nasync def during_case_event():\n    await fail()\n",
    "check_transitions": "@hook\nasync def check_transitions():\n    await fail()\n    return ()\n",
    "after_case_event": "@hook\nasync def after_case_event():\n    await fail()\n",
    "field": "",
}

BLOCKS = "if next(times) % 2:\n        while True:\n            pass\n    time.sleep(5)"
"""A sleep and an endless loop in turn."""

WAITS = "await asyncio.Event().wait()"


@dataclass(frozen=True)
class Broken:
    """A plug-in with one broken hook, on in one district of its own."""

    name: str
    hook: str
    district: str
    fail: str

    @property
    def camel(self) -> str:
        """How its fields begin: `airMood` of a case, and `airWeather`."""
        return self.pascal[0].lower() + self.pascal[1:]

    @property
    def pascal(self) -> str:
        """How its classes begin."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def what(self) -> str:
        """What operators are told is broken."""
        return f"Case.{self.camel}Mood" if self.hook == "field" else self.hook


def install_broken(folder: Path, plugins: tuple[Broken, ...]) -> dict[str, Any]:
    """Packages and a plugins.toml that lists them; what a server that is to find them has in its environment."""
    lines = ["api = 1"]
    for one in plugins:
        package = folder / f"hotline_{one.name}"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "plugin.py").write_text(_source(one), "utf-8")
        install(one.name, folder)
        lines.append(f'[plugins.{one.name}]\ndistricts = ["{one.district}"]')
    file = folder / "plugins.toml"
    file.write_text("\n".join(lines), "utf-8")
    return {"HOTLINE_PLUGINS_TOML": str(file)}


def _source(one: Broken) -> str:
    mood = "await fail()" if one.hook == "field" else "pass"
    return _PLUGIN.substitute(name=one.name, pascal=one.pascal, fail=one.fail, mood=mood, hook=_HOOKS[one.hook])


@dataclass(frozen=True)
class Log:
    """What a server writes to a file while it runs: an object a line."""

    file: Path

    def of(self, plugin: str, event: str) -> list[dict[str, Any]]:
        """The records of an event that name the plug-in, in order."""
        records = [json.loads(line) for line in self.file.read_text("utf-8").splitlines() if line.startswith("{")]
        return [one for one in records if one.get("plugin") == plugin and one["event"] == event]

    def times(self, plugin: str, event: str) -> list[float]:
        """When they were written."""
        return [datetime.fromisoformat(one["timestamp"]).timestamp() for one in self.of(plugin, event)]


def until(found: Callable[[], Any], patience: float = 15) -> Any:
    """Wait for something that is true, and return it."""
    end = time.monotonic() + patience
    while not (answer := found()):
        assert time.monotonic() < end, f"not within {patience} s"
        time.sleep(0.05)
    return answer
