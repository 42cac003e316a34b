"""The vocabularies hold the words of the article."""

from pathlib import Path

from plugins.discipline_referral.codes import ACT, CONSEQUENCE, GROUND, TRIGGER, code_rows
from plugins.discipline_referral.settings import Trigger
from plugins.discipline_referral.states import Act

WORDS_OF_ART_21 = ("推诿扯皮", "弄虚作假", "不作为", "乱作为", "工作作风粗暴", "服务质量差")


def labels(set_: str) -> dict[str, str]:
    return {row.code: row.label_zh for row in code_rows() if row.set == set_}


def test_the_grounds_are_the_article_s_in_its_order() -> None:
    assert tuple(labels(GROUND).values()) == WORDS_OF_ART_21


def test_the_consequences_are_the_article_s() -> None:
    assert tuple(labels(CONSEQUENCE).values()) == ("造成不良影响", "造成严重后果")


def test_every_act_and_every_trigger_has_its_label() -> None:
    assert set(labels(ACT)) == set(Act)
    assert set(labels(TRIGGER)) == set(Trigger)


def test_no_code_is_entered_twice() -> None:
    rows = [(row.set, row.code) for row in code_rows()]

    assert len(rows) == len(set(rows))
    assert all(row.set.startswith(Path(__file__).parent.name) for row in code_rows())
