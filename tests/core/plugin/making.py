"""Plug-ins made in a test, without files, and hosts of them."""

import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from core.cases.states import CaseState, Channel, Kind, Urgency
from core.plugin.config import parse_config
from core.plugin.discovery import Missing
from core.plugin.hookspecs import hook
from core.plugin.host import PluginHost, load_plugins
from core.plugin.manifest import API, Manifest
from core.plugin.views import CaseView

FILE = Path("plugins.toml")
EAST, WEST = "370902", "370911"


def plugin(name: str, *hooks: Callable[..., Any], manifest: Manifest | None = None, **about: Any) -> ModuleType:
    """A plug-in of these hooks, each by its own name; `about` goes into the manifest."""
    module = ModuleType(f"made.{name}.plugin")
    module.__file__ = __file__
    module.manifest = manifest or manifest_of(name, **about)  # type: ignore[attr-defined]
    for function in hooks:
        setattr(module, function.__name__, hook(function))
    return module


def manifest_of(name: str, **about: Any) -> Manifest:
    return Manifest(**{"name": name, "version": "1.0", "api": API, "title_zh": "测试", "title_en": "Test"} | about)


def listed(*names: str, **keys: str) -> str:
    """A plugins.toml that lists them, on everywhere; `keys` are further lines of each."""
    lines = [f"{key} = {value}" for key, value in keys.items()]
    tables = [f'[plugins.{name}]\ndistricts = "*"\n' + "\n".join(lines) for name in names]
    return "\n".join(["api = 1", *tables])


def load(text: str, *modules: ModuleType, specs: Sequence[ModuleType] = ()) -> PluginHost:
    """A host of what the text lists, found among these modules."""
    found = {module.__name__.split(".")[1]: module for module in modules}

    def find(name: str) -> ModuleType:
        if name not in found:
            raise Missing("there is no such plug-in")
        return found[name]

    return load_plugins(parse_config(textwrap.dedent(text), FILE), specs, find)


def host(*modules: ModuleType, on: Sequence[str] = (EAST,), **keys: str) -> PluginHost:
    """A host of these plug-ins, all on in the same districts."""
    names = [module.__name__.split(".")[1] for module in modules]
    made = load(listed(*names, **keys), *modules)
    made.switches.replace(dict.fromkeys(names, on), {EAST: f"370900/{EAST}", WEST: f"370900/{WEST}"})
    return made


def case(number: int = 1, gate: str = EAST, **columns: Any) -> CaseView:
    """A case in a district."""
    return CaseView(
        **{
            "id": UUID(int=number), "case_no": f"TA{number}", "version": 1, "state": CaseState.RECEIVED,
            "kind": Kind.HELP_REQUEST, "channel": Channel.PHONE, "urgency": Urgency.NORMAL, "category": None,
            "district": gate, "district_path": f"370900/{gate}", "gate": gate, "secrecy": 0, "enterprise": False,
            "utility": None, "public_safety": False, "round": 1, "bounces": 0, "registered_by": UUID(int=7),
            "registered_at": datetime(2026, 11, 16, tzinfo=UTC), "profile": "taian", "profile_version": 2,
        }
        | columns
    )  # fmt: skip
