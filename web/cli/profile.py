"""`hotline profile check` and `hotline profile explain`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.clock import SHANGHAI
from core.deadlines.profile import Limit, Profile
from core.deadlines.profile_files import ProfileError, read_profile
from core.deadlines.rule import Rule
from web.cli.opening import with_host
from web.host import Host

FOUND = 1


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="Policy profiles: the numbers behind every deadline.", no_args_is_help=True)
    group.command("check")(_check)
    group.command("explain")(_explain)
    app.add_typer(group, name="profile")


def _check(files: Annotated[list[Path], typer.Argument(help="Profiles as TOML files.")]) -> None:
    """Say what is wrong in profile files; exit code 1 if anything is."""
    wrong = [problem for file in files if (problem := _problem(file))]
    for problem in wrong:
        typer.echo(problem)
    if wrong:
        raise typer.Exit(FOUND)


def _problem(file: Path) -> str | None:
    try:
        profile = read_profile(file)
    except ProfileError as error:
        return str(error)
    except UnicodeDecodeError:
        return f"{file.name}: not UTF-8: save it in that encoding"
    typer.echo(f"{file.name}: {profile.name} version {profile.version} is in order.")
    return None


def _explain(name: Annotated[str, typer.Argument(help="A profile's name, such as taian.")]) -> None:
    """Show every number of the profile in force, with its source and how far that can be trusted."""
    profile = with_host(lambda host: _current(host, name))
    console = Console(width=None if Console().is_terminal else 200)
    console.print(_table(profile))
    console.print("Trust: P official page, M press or mirror, D draft, U unverified, R recommendation without source.")


async def _current(host: Host, name: str) -> Profile:
    return host.services.profiles.current(name, host.clock.now().astimezone(SHANGHAI).date())


def _table(profile: Profile) -> Table:
    table = Table(title=f"{profile.name} version {profile.version}, valid from {profile.valid_from}: {profile.source}")
    for column in ("rule", "when", "budget", "article", "trust", "source"):
        table.add_column(column, overflow="fold")
    for row in (*_general(profile), *_clocks(profile)):
        table.add_row(*row)
    return table


def _general(profile: Profile) -> Iterator[tuple[str, ...]]:
    office, yellow = profile.office, profile.yellow
    hours = ", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in office.periods)
    yield "office hours", "", hours, "", office.trust, office.source
    yield "yellow card", "", f"{yellow.days} d before due or at {yellow.share:.0%}", "", yellow.trust, yellow.source
    for name in type(profile.limits).model_fields:
        limit: Limit = getattr(profile.limits, name)
        yield name, "", str(limit.value), "", limit.trust, limit.source


def _clocks(profile: Profile) -> Iterator[tuple[str, ...]]:
    for kind, rules in profile.clock.items():
        for rule in rules:
            budget = f"{rule.budget.amount} {rule.budget.unit} {rule.mode}"
            yield f"{kind}/{rule.id}", _when(rule), budget, rule.article or "", rule.trust, rule.source


def _when(rule: Rule) -> str:
    if rule.when is None:
        return "otherwise"
    facts = ((name, getattr(rule.when, name)) for name in sorted(rule.when.model_fields_set))
    return ", ".join(f"{name}={'|'.join(map(str, fact)) if isinstance(fact, tuple) else fact}" for name, fact in facts)
