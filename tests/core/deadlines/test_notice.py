from datetime import date

import pytest

from core.deadlines.notice import read_notice, read_table
from core.deadlines.proposal import NoticeError
from core.deadlines.seed import seed_days
from tests.core.deadlines.notices import NOTICE_2026, NOTICE_2027
from tests.core.deadlines.oracle import exactly


def month_days(days: list[date]) -> str:
    return " ".join(day.strftime("%y%m%d") for day in days)


def test_the_notice_of_2026_gives_the_seed_of_2026() -> None:
    assert read_notice(NOTICE_2026).days == tuple(day for day in seed_days() if day.date.year == 2026)


def test_every_way_of_writing_is_understood() -> None:
    proposal = read_notice(NOTICE_2027)
    named = [day for day in proposal.days if day.name]
    assert proposal.year == 2027
    assert month_days([day.date for day in named if not day.working]) == (
        "261231 270101 270102 270205 270206 270207 270208 270209 270210 270211 270403 270404 270405 "
        "270501 270502 270503 270504 270505 270609 270915 270917 "
        "271001 271002 271003 271004 271005 271006 271007"
    )
    assert month_days([day.date for day in named if day.working]) == (
        "261227 270103 270214 270220 270425 270508 270926 271009"
    )
    assert {day.name for day in named} == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}


def test_half_width_and_spaced_text_is_the_same_notice() -> None:
    table = str.maketrans("：，（）；", ":,();")
    assert read_notice(NOTICE_2026.translate(table).replace("放假", " 放假 ")) == read_notice(NOTICE_2026)


def test_a_range_that_begins_in_the_december_before_ends_in_the_year() -> None:
    assert read_notice(NOTICE_2027.replace("至2027年1月2日", "至1月2日")) == read_notice(NOTICE_2027)


def test_a_friday_joins_the_weekend_after_it() -> None:
    changed = NOTICE_2026.replace("6月19日（周五）至21日（周日）放假，共3天", "6月19日（周五）放假，与周末连休")
    assert read_notice(changed) == read_notice(NOTICE_2026)


def test_two_festivals_in_one_item_give_their_days_both_names() -> None:
    both = "六、中秋节、国庆节：9月15日放假，9月17日补休，10月1日至7日放假调休，共9天。"
    changed = "\n".join([*NOTICE_2027.splitlines()[:-2], both])
    names = {day.date: day.name for day in read_notice(changed).days}
    assert (names[date(2027, 9, 15)], names[date(2027, 10, 1)]) == ("中秋节、国庆节", "中秋节、国庆节")


def test_the_year_may_be_given_when_the_heading_is_lost() -> None:
    body = "\n".join(NOTICE_2026.splitlines()[2:])
    assert read_notice(body, 2026) == read_notice(NOTICE_2026)


HEADING = "关于2026年部分节假日安排的通知\n现将2026年元旦、春节"
CORRUPTED = [
    # the day counts
    ("共9天", "共8天", "line 4: 8 days are stated but 9 are named: correct the range or the number"),
    ("共9天", "共十天", "line 4: “共十天” cannot be read: write M月D日至D日放假调休, 共n天, or M月D日上班"),
    (
        "放假调休，共9天",
        "放假调休",
        "line 4: the number of days is not stated: write 共9天 after the range, if that is right",
    ),
    (
        "至3日（周六）放假",
        "至2日（周五）放假",
        "line 3: 3 days are stated but 2 are named: correct the range or the number",
    ),
    (
        "放假，共3天。\n四",
        "放假1天。\n四",
        "line 5: 1 days are stated but 3 are named: correct the range or the number",
    ),
    # the days of the week
    ("1月1日（周四）", "1月1日（周五）", "line 3: 2026-01-01 is 周四, not 周五: correct the date or the weekday"),
    ("1月1日（周四）", "1月1日（周八）", "line 3: “周八” is no day of the week: write 周四"),
    ("5月9日（周六）", "5月10日（周六）", "line 6: 2026-05-10 is 周日, not 周六: correct the date or the weekday"),
    (
        "至23日（农历正月初七、周一）",
        "至22日（农历正月初七、周一）",
        "line 4: 2026-02-22 is 周日, not 周一: correct the date or the weekday",
    ),
    # the dates
    ("2月28日（周六）", "2月30日（周六）", "line 4: “2月30日(周六)” is no date of 2026: correct month or day"),
    ("2月28日（周六）", "13月28日（周六）", "line 4: “13月28日(周六)” is no date of 2026: correct month or day"),
    (
        "至23日（农历正月初七、周一）",
        "至13日",
        "line 4: the range from 2026-02-15 to 2026-02-13 ends before it begins: correct it, or write the year too",
    ),
    ("元旦：1月1日（周四）", "元旦：1日（周四）", "line 3: “1日(周四)” has no month: write it as M月D日"),
    ("元旦：1月1日（周四）至3日（周六）", "元旦：1日至1月3日", "line 3: “1日” has no month: write it as M月D日"),
    (
        "10月1日（周四）至7日（周三）放假",
        "10月1日（周四）至放假",
        "line 9: no date follows “10月1日(周四)至”: complete the range or the list",
    ),
    (
        "1月4日（周日）上班",
        "2027年1月3日上班",
        "line 3: 2027-01-03 lies outside 2026 and the December before: correct the date or the year",
    ),
    (
        "1月4日（周日）上班",
        "2025年11月30日上班",
        "line 3: 2025-11-30 lies outside 2026 and the December before: correct the date or the year",
    ),
    # what is made up
    (
        "5月9日（周六）上班",
        "5月11日上班",
        "line 6: 2026-05-11 is made up but is no Saturday or Sunday: correct the make-up date",
    ),
    ("1月4日（周日）上班", "1月3日（周六）上班", "line 3: 2026-01-03 is named before, in line 3: name each date once"),
    ("9月20日（周日）、", "9月27日（周日）、", "line 9: 2026-09-27 is named before, in line 8: name each date once"),
    # the words
    (
        "1月4日（周日）上班",
        "1月4日（周日）补课",
        "line 3: “1月4日(周日)补课” cannot be read: write M月D日至D日放假调休, 共n天, or M月D日上班",
    ),
    (
        "三、清明节",
        "三、青明节",
        "line 5: “青明节” is no known festival: "
        "write one of 元旦、春节、清明节、劳动节、端午节、中秋节、国庆节、抗战胜利纪念日",
    ),
    (
        "三、清明节：",
        "三、",
        "line 5: dates without a festival before them: begin the line like 春节：2月15日至23日放假调休，共9天。",
    ),
    (
        "6月19日（周五）至21日（周日）放假，共3天",
        "6月21日放假，与周末连休",
        "line 7: 2026-06-21 touches no weekend: correct the date, or leave “与周末连休” out",
    ),
    (
        "6月19日（周五）至21日（周日）放假，共3天",
        "与周末连休，6月19日放假",
        "line 7: “与周末连休” follows no date: name the holiday first",
    ),
    ("5月1日（周五）至5日（周二）放假调休，共5天。", "", "line 6: no date is free: write M月D日至D日放假"),
    # the year as a whole
    (
        "三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n",
        "",
        "the notice: the statutory day 2026-04-05 of 清明节 is not free: complete the dates of 清明节",
    ),
    (
        "9月25日（周五）至27日（周日）放假，共3天",
        "9月26日（周六）至27日（周日）放假，共2天",
        "line 8: the statutory day 2026-09-25 of 中秋节 is not free: complete the dates of 中秋节",
    ),
    (
        "10月1日（周四）至7日（周三）放假调休，共7天",
        "10月2日至7日放假，共6天",
        "line 9: the statutory day 2026-10-01 of 国庆节 is not free: complete the dates of 国庆节",
    ),
    (
        "6月19日（周五）至21日（周日）放假，共3天",
        "6月19日至28日放假，共10天",
        "the notice: 40 holiday dates, where 26 to 35 are to be expected: look for lost lines",
    ),
    (
        "5月9日（周六）上班",
        "5月9日、10日、16日、17日上班，5月23日上班",
        "the notice: 10 make-up days, where 0 to 9 are to be expected: look for lost lines",
    ),
    (
        HEADING,
        HEADING.replace("现将2026", "现将2027"),
        "line 2: it speaks of 2026 and 2027: give the notice of one year",
    ),
    (
        HEADING,
        "关于部分节假日安排的通知\n现将元旦、春节",
        "the notice: it does not say its year: keep the heading, or give the year",
    ),
]


@pytest.mark.parametrize(("sound", "corrupted", "message"), CORRUPTED)
def test_a_corrupted_notice_is_refused_with_line_and_mend(sound: str, corrupted: str, message: str) -> None:
    assert sound in NOTICE_2026
    with pytest.raises(NoticeError) as refused:
        read_notice(NOTICE_2026.replace(sound, corrupted, 1))
    assert message in str(refused.value).splitlines()


def test_every_problem_is_told_at_once_in_order_of_lines() -> None:
    corrupted = NOTICE_2026.replace("共9天", "共8天").replace("1月1日（周四）", "1月1日（周五）")
    with pytest.raises(NoticeError) as refused:
        read_notice(corrupted)
    assert [problem.line for problem in refused.value.problems] == [3, 4]


def test_the_wrong_notice_for_the_year_asked_for_is_refused() -> None:
    with pytest.raises(NoticeError) as refused:
        read_notice(NOTICE_2026, 2027)
    assert str(refused.value) == "line 2: it speaks of 2026 and 2027: give the notice of one year"


@pytest.mark.parametrize("year", [2024, 2051])
def test_a_year_whose_festivals_are_not_known_is_refused(year: int) -> None:
    with pytest.raises(NoticeError) as refused:
        read_notice("元旦：1月1日放假。", year)
    assert str(refused.value) == f"the notice: the festivals of {year} are not known: give a notice of 2025–2050"


def table_2026() -> str:
    named = (day for day in seed_days() if day.date.year == 2026 and day.name)
    rows = (f"{day.date},{'workday' if day.working else 'holiday'},{day.name}" for day in named)
    return "\n".join(["date,kind,name", *rows])


def test_the_table_of_2026_gives_the_same_year_as_its_notice() -> None:
    assert read_table(table_2026(), 2026) == read_notice(NOTICE_2026)


@pytest.mark.parametrize(
    ("sound", "corrupted", "message"),
    [
        ("date,kind,name", "day,kind,name", "line 1: the columns are day,kind,name: begin with date,kind,name"),
        ("2026-01-01,", "2026-1-1,", "line 2: “2026-1-1” is no date: write it as 2027-01-31"),
        ("2026-01-01,holiday", "2026-01-01,free", "line 2: “free” is no kind: write holiday or workday"),
        ("2026-01-01,holiday,元旦", "2026-01-01,holiday, ", "line 2: the name is empty: write the festival"),
        ("2026-01-01,holiday,元旦", "2026-01-01,holiday", "line 2: 2 cells: give 3: date,kind,name"),
        (
            "2026-01-04,workday",
            "2026-01-05,workday",
            "line 5: 2026-01-05 is made up but is no Saturday or Sunday: correct the make-up date",
        ),
        (
            "2026-01-02,holiday",
            "2026-01-01,holiday",
            "line 3: 2026-01-01 is named before, in line 2: name each date once",
        ),
        (
            "2026-01-01,holiday",
            "2026-01-08,holiday",
            "line 2: the statutory day 2026-01-01 of 元旦 is not free: complete the dates of 元旦",
        ),
    ],
)
def test_a_corrupted_table_is_refused_with_line_and_mend(sound: str, corrupted: str, message: str) -> None:
    assert sound in table_2026()
    with pytest.raises(NoticeError) as refused:
        read_table(table_2026().replace(sound, corrupted, 1), 2026)
    assert message in str(refused.value).splitlines()


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(NoticeError, match=exactly("line 1: the columns are : begin with date,kind,name")):
        read_table("", 2026)
