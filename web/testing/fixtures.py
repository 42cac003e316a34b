"""The pytest plug-in of the contract suite (entry point `pytest11`).

    pytest --pyargs web.testing.contract --hotline-plugin dialect_desk

runs the suite over one plug-in, by itself and beside the bundled ones; without the option over each of the bundled ones.
"""

from collections.abc import Iterator

import pytest

from core.plugin.discovery import bundled
from core.plugin.loaded import Loaded
from web.testing.house import House, cluster, house

pytest.register_assert_rewrite("web.testing.asking", "web.testing.contract")

OPTION = "--hotline-plugin"
DISTRICT, OTHER = "370902", "370911"
"""Where the suite switches plug-ins on, and a district where they stay off."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Name the plug-ins to try."""
    parser.addoption(OPTION, action="append", default=[], metavar="NAME", help="a plug-in for the contract suite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the suite once for each plug-in and company it is tried in."""
    if "contract_case" in metafunc.fixturenames:
        cases = contract_cases(metafunc.config)
        ids = [f"{name}-{'by_itself' if len(company) == 1 else 'in_company'}" for name, company in cases]
        metafunc.parametrize("contract_case", cases, ids=ids, indirect=True, scope="session")


def contract_cases(config: pytest.Config) -> list[tuple[str, tuple[str, ...]]]:
    """Each plug-in, by itself and with the bundled ones before it."""
    inside = bundled()
    named = config.getoption(OPTION) or inside
    cases = []
    for name in named:
        company = (*(one for one in inside if one != name), name)
        cases += [(name, (name,)), *([(name, company)] if len(company) > 1 else [])]
    return cases


@pytest.fixture(scope="session")
def contract_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL for the suite."""
    with cluster(tmp_path_factory.mktemp("cluster")) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def contract_case(
    request: pytest.FixtureRequest, contract_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Loaded]]:
    """A hotline with the plug-in on in one district, and the plug-in as it was loaded."""
    name, company = request.param
    with house(contract_server, tmp_path_factory.mktemp(name), plugins_toml(company)) as opened:
        yield opened, next(one for one in opened.host.services.plugins.loaded if one.manifest.name == name)


@pytest.fixture
def hotline(contract_case: tuple[House, Loaded]) -> House:
    """The hotline of the case."""
    return contract_case[0]


@pytest.fixture
def plugin(contract_case: tuple[House, Loaded]) -> Loaded:
    """The plug-in of the case."""
    return contract_case[1]


def plugins_toml(names: tuple[str, ...]) -> str:
    """A file that has these plug-ins on in DISTRICT."""
    return "api = 1\n" + "".join(f'[plugins.{name}]\ndistricts = ["{DISTRICT}"]\n' for name in names)
