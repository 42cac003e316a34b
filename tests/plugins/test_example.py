"""The packaged example, as pip installs it into an environment that knows nothing of this checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "dialect_desk"
NAME = "dialect_desk"


def run(folder: Path, *words: str) -> str:
    """What a command prints; it must not fail."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_", "PYTHON"))}
    known = kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": f"{folder}/venv/bin{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(words, cwd=folder, env=known, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def environment(folder: Path) -> None:
    """A virtual environment with the libraries of this one, which came from the lock, and nothing of the hotline."""
    venv.create(folder)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    # A path read from a file is not searched for such files itself, so that the checkout's own is not found.
    packages.joinpath("libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")


def test_the_example_works_in_a_clean_environment(tmp_path: Path) -> None:
    environment(tmp_path / "venv")
    absent = "import importlib.util; print([one for one in ('schema', 'web') if importlib.util.find_spec(one)])"
    assert run(tmp_path, "python", "-c", absent) == "[]\n"
    pip = (sys.executable, "-m", "pip", "--python", "venv/bin/python", "install", "--quiet")
    run(tmp_path, *pip, "--no-deps", "--no-build-isolation", str(ROOT), str(EXAMPLE))
    (tmp_path / "plugins.toml").write_text(f'api = 1\n[plugins.{NAME}]\ndistricts = "*"\n', "utf-8")
    assert "1 plug-ins, all fit." in run(tmp_path, "hotline", "plugins", "check")
    quiet = ("python", "-m", "pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider")
    assert "30 passed" in run(tmp_path, *quiet, "--pyargs", "web.testing.contract", "--hotline-plugin", NAME)
    run(tmp_path, *quiet, str(EXAMPLE / "tests"))
