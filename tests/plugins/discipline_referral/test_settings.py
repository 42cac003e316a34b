"""What an official may write into plugins.toml."""

import pytest
from pydantic import ValidationError

from plugins.discipline_referral.settings import DisciplineSettings, Trigger, bundled_organs


def test_without_a_word_it_is_strict_and_proposes_nothing_to_nobody() -> None:
    settings = DisciplineSettings()

    assert settings.distinct_approver
    assert settings.standing_officers == ()
    assert settings.triggers == frozenset(Trigger)
    assert settings.organs == bundled_organs()


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"bounces": 0}, ("bounces",)),
        ({"triggers": ["GOSSIP"]}, ("triggers", 0)),
        ({"organs": [{"code": "a", "name": "b", "level": "TOWN", "district": "370902"}]}, ("organs", 0, "level")),
        ({"organs": [{"code": "a", "name": "b", "level": "CITY", "district": "3709"}]}, ("organs", 0, "district")),
        ({"standing_oficers": []}, ("standing_oficers",)),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_path(given: dict[str, object], path: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        DisciplineSettings.model_validate(given)

    assert [error["loc"] for error in refused.value.errors()] == [path]
