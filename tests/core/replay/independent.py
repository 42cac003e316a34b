"""The shares answered on time, reckoned again: straight from the file, the tables of rules and a published calendar.

Nothing of the project's code is used, and everything is done the plain way, so that the two can only agree by both being
right. As a program: `python tests/core/replay/independent.py FILE.csv` prints the table.
"""

import csv
import io
import re
import sys
import tomllib
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

import chinese_calendar

ROOT = Path(__file__).parents[3]
EAST_8 = timezone(timedelta(hours=8))
OUTCOMES = ("met", "late", "overdue", "running")
NEEDED = ["source_id", "title", "submitted_at", "content"]
LIMITS = {"source_id": 128, "title": 200, "content": 20_000, "category": 200, "reply": 20_000}


def shares(path: Path, present: datetime, root: Path = ROOT) -> dict[str, dict[str, int]]:
    """For each profile how many messages were answered in time, too late, are past due, or not yet due."""
    rules = tomllib.loads((root / "core/replay/rules.toml").read_text("utf-8"))
    table = {}
    messages = good_messages(path.read_bytes(), present, rules)
    for file in sorted((root / "core/deadlines/profiles").glob("*.toml")):
        profile = tomllib.loads(file.read_text("utf-8"))
        counts = Counter(outcome(message, rules, profile, present) for message in messages)
        table[profile["name"]] = {name: counts[name] for name in OUTCOMES}
    return table


def good_messages(content: bytes, present: datetime, rules: dict) -> list[dict]:
    lines = records(content)
    header = next(csv.reader([lines[0].decode("utf-8-sig")]))
    kept: dict[str, dict] = {}
    for line in lines[1:]:
        message = read(line, header, present, rules)
        if message is not None and message["source_id"] not in kept:
            kept[message["source_id"]] = message
    return list(kept.values())


def records(content: bytes) -> list[bytes]:
    """Lines of the file, joined while the number of quotes is odd."""
    found, pending, quotes = [], [], 0
    for line in re.findall(rb"[^\n]*\n|[^\n]+$", content):
        pending.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            found.append(b"".join(pending))
            pending, quotes = [], 0
    return [one for one in [*found, b"".join(pending)] if one.strip()]


def read(line: bytes, header: list[str], present: datetime, rules: dict) -> dict | None:
    """The row, or None if it cannot be a message."""
    row = cells(line, header)
    if (
        row is None
        or any(not row[name] for name in NEEDED)
        or any(len(row[name]) > limit for name, limit in LIMITS.items())
    ):
        return None
    start, reply = when(row["submitted_at"], rules), when(row["replied_at"], rules)
    if start is None or bool(row["reply"]) != bool(row["replied_at"]) or bool(row["reply"]) != bool(reply):
        return None
    if start.astimezone(EAST_8).year < 2004 or start > present or (reply and (reply < start or reply > present)):
        return None
    return {**row, "start": start, "stop": reply}


def cells(line: bytes, header: list[str]) -> dict | None:
    if line.count(b'"') % 2 or b"\0" in line or len(line) > 262_144:
        return None
    try:
        found = next(csv.reader(io.StringIO(line.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return {name: cell.strip() for name, cell in zip(header, found, strict=True)} if len(found) == len(header) else None


def when(text: str, rules: dict) -> datetime | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        text += " " + rules["time"]["date_alone"]
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is added below
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=EAST_8)
    return None


def kind(title: str, rules: dict) -> str:
    for rule in rules["kind"]["rules"]:
        if "contains" in rule and rule["contains"] in title:
            return rule["kind"]
        if "ends" in rule and any(title.endswith(end) for end in rule["ends"]):
            return rule["kind"]
    return rules["kind"]["otherwise"]


def outcome(message: dict, rules: dict, profile: dict, present: datetime) -> str:
    due = due_at(message, rules, profile)
    if message["stop"]:
        return "met" if message["stop"] <= due else "late"
    return "running" if present <= due else "overdue"


def due_at(message: dict, rules: dict, profile: dict) -> datetime:
    facts = {
        "kind": kind(message["title"], rules), "urgency": rules["case"]["urgency"], "channel": rules["case"]["channel"],
        "enterprise": rules["case"]["enterprise"], "utility": False, "complex": False,
    }  # fmt: skip
    rule = next(rule for rule in profile["clock"]["HANDLING"] if applies(rule.get("when", {}), facts))
    start = message["start"].astimezone(EAST_8)
    if "minutes" in rule:
        assert rule["mode"] == "CLOCK"
        return start + timedelta(minutes=rule["minutes"])
    day, left = start.date(), rule["days"]
    while left:
        day += timedelta(days=1)
        left -= rule["mode"] == "CLOCK" or chinese_calendar.is_workday(day)
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    closes = profile["office"]["periods"][-1][1]
    return datetime.combine(day, closes, EAST_8)


def applies(conditions: dict, facts: dict) -> bool:
    return all(
        facts[name] in want if isinstance(want, list) else facts[name] == want for name, want in conditions.items()
    )


if __name__ == "__main__":
    for name, counts in shares(Path(sys.argv[1]), datetime.now(EAST_8)).items():
        answered = counts["met"] + counts["late"]
        due = answered + counts["overdue"]
        sys.stdout.write(f"{name}: {counts['met']} of {answered} answered, of {due} answered or past due; {counts}\n")
