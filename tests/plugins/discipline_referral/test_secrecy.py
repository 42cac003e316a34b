"""Canaries: two hundred referrals, each with words of its own, and nobody but its named officers ever meets one.

Everything the schema can be asked is asked as everybody; for those who are not named the answers are the same bytes as if
there were no referral at all.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import pytest

from core.access.viewer import Viewer
from core.ids import new_id
from plugins.discipline_referral.inputs import Accused
from plugins.discipline_referral.states import TRANSITIONS, Act
from plugins.discipline_referral.tables import TABLES
from schema.data.types import declared_types
from schema.relay.ids import encode
from tests.plugins.discipline_referral.bureau import Bureau, open_bureau
from tests.plugins.discipline_referral.crawl import Asked, answers, context, documents
from tests.plugins.discipline_referral.staff import NAMELY
from tests.schema.conftest import Api
from tests.support.office import START
from tests.support.plugged import Plugged, in_tree

REFERRALS, FEW, CASES = 200, 8, 8
UNITS = ("ta-housing", "370902", "370902-hr", "370902001")
STRANGERS = (
    "uncleared", "elsewhere", "at_the_township", "also_at_the_county",
)  # fmt: skip


@pytest.fixture
def plugins_toml() -> str:
    """Every plug-in of the checkout, so that none of the others lets a word out; no answer depends on the machine's speed."""
    timeless = "".join(f'[plugins.{name}]\ndistricts = "*"\ntimeout_ms = 60000\n' for name in in_tree())
    return f"api = 1\n{timeless}"


class Nest:
    """The referrals, the words that must not be met, and everything that can be asked."""

    def __init__(self, bureau: Bureau, api: Api) -> None:
        self.bureau, self.api = bureau, api
        self.referrals: list[UUID] = []
        self.words: set[str] = set()
        self.asked: list[Asked] = []

    async def fill(self, referrals: int) -> None:
        """Refer, with unique words in every text, and bring every fourth referral a step further."""
        cases = [(unit := UNITS[at % len(UNITS)], await self.bureau.case(unit)) for at in range(CASES)]
        for number in range(referrals):
            unit, case = cases[number % CASES]
            self.referrals.append(await self._refer(number, unit, case))
        self.words |= {str(one) for one in self.referrals} | {
            encode("discipline_referral", one) for one in self.referrals
        }
        self.bureau.desk.turn_to(START)
        self.asked = list(documents(self.api.schema._schema, await self._ids(), ["电梯", "鸲鹆0线索"]))

    def viewers(self) -> Mapping[str, Viewer]:
        """Every demonstration role, and staff whom no referral names or whom a conflict of interest shuts out."""
        office = self.bureau.office
        return {role: office.viewer(role) for role in office.viewers} | {one: self.bureau.who(one) for one in STRANGERS}

    async def crawl(self, viewer: Viewer) -> dict[str, str]:
        """Ask it all."""
        await self.bureau.office.pool.execute("truncate access_attempt")
        return await answers(self.api, viewer, self.asked)

    def met(self, told: Iterable[str]) -> set[str]:
        """The words that stand in what was told."""
        text = "\n".join(told)
        return {word for word in self.words if word in text}

    async def burn(self) -> None:
        """As if there had never been a referral."""
        await self.bureau.office.pool.execute(f"truncate {', '.join(table.name for table in TABLES)}")

    async def _refer(self, number: int, unit: str, case: UUID) -> UUID:
        facts, name, position, note = (f"鸲鹆{number}{what}" for what in ("线索", "姓名", "职务", "说明"))
        self.words |= {facts, name, position}
        accused = Accused(name=name, position=position)
        referral = await self.bureau.suggest(case, unit, facts=facts, persons=(accused,))
        if number % 4 == 0:
            self.words.add(note)
            await self.bureau.act(Act.REVIEW, referral, note=note)
        return referral

    async def _ids(self) -> dict[str, str]:
        """An id of every type that has a row."""
        found = {}
        for declared in declared_types():
            if declared.name not in self.api.schema._schema.type_map:
                continue  # of another test's plug-in, whose tables are not here
            key = declared.key.name
            row = await self.bureau.office.pool.fetchval(f"select {key} from {declared.table.name} limit 1")
            if isinstance(row, UUID):
                found[declared.name] = encode(declared.code, row)
        return found


async def filled(plugged: Plugged, referrals: int) -> Nest:
    nest = Nest(await open_bureau(plugged), Api(plugged.schema, plugged, plugged.codes))
    await nest.fill(referrals)
    return nest


@pytest.fixture
async def nest(plugged: Plugged) -> Nest:
    """With two hundred referrals."""
    return await filled(plugged, REFERRALS)


@pytest.fixture
async def few(plugged: Plugged) -> Nest:
    """With one referral of each case."""
    return await filled(plugged, FEW)


async def test_nobody_but_named_officers_meets_a_word_or_a_trace(nest: Nest) -> None:
    told = {name: await nest.crawl(viewer) for name, viewer in nest.viewers().items()}
    assert {name: nest.met(answers.values()) for name, answers in told.items() if nest.met(answers.values())} == {}

    await nest.burn()

    for name, viewer in nest.viewers().items():
        without = await nest.crawl(viewer)
        assert {asked for asked, answer in told[name].items() if without[asked] != answer} == set(), name


async def test_the_crawl_meets_the_words_where_it_may(nest: Nest) -> None:
    """Or it would prove nothing: an officer who is named meets words of every sort."""
    met = nest.met((await nest.crawl(nest.bureau.who("inspecting"))).values())

    sorts = {word[-2:] for word in met if word.startswith("鸲鹆")}
    assert sorts == {"线索", "姓名", "职务", "说明"}
    assert encode("discipline_referral", nest.referrals[-1]) in met


async def test_named_officers_count_their_own_and_nobody_else_counts_any(few: Nest) -> None:
    async def total(viewer: Viewer) -> int:
        asked = Asked("total", "{ disciplineReferrals { totalCount } }", {})
        told = await answers(few.api, viewer, [asked])
        return int(told["total"].split('"totalCount": ')[1].split("}")[0])

    assert {name: await total(few.bureau.who(name)) for name in NAMELY} == dict.fromkeys(NAMELY, FEW)
    assert {name: await total(viewer) for name, viewer in few.viewers().items()} == dict.fromkeys(few.viewers(), 0)


async def test_errors_tell_hidden_from_absent_to_nobody(few: Nest) -> None:
    absent = new_id()
    for name, viewer in few.viewers().items():
        for act in TRANSITIONS:
            hidden = await _tried(few, viewer, act, few.referrals[0])
            assert hidden == await _tried(few, viewer, act, absent), (name, act)
            assert hidden["referral"] is None
            assert [error["code"] for error in hidden["userErrors"]] == ["NOT_FOUND"], (name, act)


async def test_named_and_biased_meets_nothing_either(few: Nest) -> None:
    biased = few.bureau.who("also_at_the_county")
    await few.bureau.office.pool.execute(
        "insert into discipline_referral_officer (id, referral_id, account_id, added_by, added_at)"
        " select gen_random_uuid(), id, $1, $1, now() from discipline_referral_referral where unit_path like '/ta/370902%'",
        biased.id,
    )

    assert few.met((await few.crawl(biased)).values()) == set()


async def _tried(nest: Nest, viewer: Viewer, act: Act, referral: UUID) -> Any:
    given = _given(nest.bureau, act, referral)
    field = _FIELDS[act]
    name = field[0].upper() + field[1:]
    document = f"mutation($input: {name}Input!) {{ {field}(input: $input) {{ referral {{ id }} {_ERRORS} }} }}"
    result = await nest.api.execute(document, context=context(nest.api, viewer), input=given)
    assert result.errors is None, result.errors
    assert result.data is not None
    return result.data[field]


def _given(bureau: Bureau, act: Act, referral: UUID) -> dict[str, Any]:
    fitting = bureau.fitting(act, referral)
    given: dict[str, Any] = {
        "referralId": encode("discipline_referral", referral), "idempotencyKey": str(new_id()), "expectedVersion": 1,
    }  # fmt: skip
    for name in ("note", "reason", "consequence", "facts", "receipt_no", "outcome"):
        if getattr(fitting, name, None) is not None:
            given[_camel(name)] = getattr(fitting, name)
    if hasattr(fitting, "account_id"):
        given["accountId"] = encode("account", fitting.account_id)
    return given


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


_ERRORS = "userErrors { code message field }"
_FIELDS: Mapping[Act, str] = {
    Act.TAKE_UP: "takeUpDisciplineReferral", Act.REVIEW: "reviewDisciplineReferral",
    Act.APPROVE: "approveDisciplineReferral", Act.REJECT: "rejectDisciplineReferral",
    Act.WITHDRAW: "withdrawDisciplineReferral", Act.COLLECT_EVIDENCE: "collectDisciplineEvidence",
    Act.TRANSFER: "transferDisciplineReferral", Act.RECORD_RECEIPT: "recordDisciplineReceipt",
    Act.RECORD_OUTCOME: "recordDisciplineOutcome", Act.ADD_OFFICER: "addDisciplineOfficer",
    Act.REMOVE_OFFICER: "removeDisciplineOfficer",
}  # fmt: skip
