"""The packaged example, as pip installs it into an environment that knows nothing of this checkout."""

import os
import subprocess
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


def test_the_example_works_in_a_clean_environment(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    pip = ("python", "-m", "pip", "install", "--quiet")
    locked = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile")
    run(tmp_path, *pip, *locked, "-r", str(ROOT / "requirements" / "test.txt"))
    run(tmp_path, *pip, "--no-deps", "--no-build-isolation", str(ROOT))
    run(tmp_path, *pip, "--no-deps", "--no-build-isolation", str(EXAMPLE))
    (tmp_path / "plugins.toml").write_text(f'api = 1\n[plugins.{NAME}]\ndistricts = "*"\n', "utf-8")
    assert "1 plug-ins, all fit." in run(tmp_path, "hotline", "plugins", "check")
    quiet = ("pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider")
    assert "28 passed" in run(tmp_path, *quiet, "--pyargs", "web.testing.contract", "--hotline-plugin", NAME)
    run(tmp_path, *quiet, str(EXAMPLE / "tests"))
