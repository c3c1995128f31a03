"""rules: rule by rule, how often it fired, what came of it and how much of that the gold reports have.

The rows are reports with gold statements (default: train); those of the seed report are added, the development reports
only as totals, and reports without gold for how often a rule fires at all.  Precision is in-sample: rules and
weights of confidence were made with these reports in view.

A rule has `fired` on a trigger word, or only `proposed` (a role that it asks for is not in the sentence); of that
statements were `made` (`made_right`: gold has them), of which those `stood` that had enough confidence; `right` are
those of them that gold has, `optional` those that it leaves open; `precision` is right / (stood - optional).
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.exports.gold import to_gold
from dateline.types import Reading, Statement
from evaluation import history
from evaluation.base import Figures, Outcome, Row, load_rows, share
from evaluation.coding import each
from evaluation.rooms import Rooms, document_of
from evaluation.shared import locate, scorer
from evaluation.statements import complete

TRAIN, SEED, DEV, ARTICLES = (
    "gold/train.jsonl", "gold/seed.jsonl", "gold/dev.jsonl", "bench/reports/articles.jsonl",
)  # fmt: skip
TABLE = "rules.csv"
PRECISE = 0.7
ENOUGH = 3  # statements that stood, for a rule's precision to say something
COUNTS = ("fired", "proposed", "made", "made_right", "stood", "right", "optional")
COLUMNS = ("rule", "event", "mode", *COUNTS, "precision", "fired_articles", "stood_articles")
Counts = dict[str, Counter[str]]


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Count by rule; the table goes to `evaluation/last/rules.csv` where the rows are the whole default file."""
    gold, crashed = _counted([*rows, *_rows(SEED)], rooms, _judged)
    dev, lost = _counted(_rows(DEV), rooms, _judged)
    articles, odd = _counted(_rows(ARTICLES), rooms, _unjudged)
    table = [_line(rule, gold, articles) for rule in rooms.know.rules]
    if [r["id"] for r in rows] == [r["id"] for r in _rows(TRAIN)]:
        _write(history.LAST / TABLE, table)
    figures = _figures(table) | _totals("gold", gold) | _totals("dev", dev)
    return Outcome(figures | {"crashed": crashed + lost + odd}, predictions=table)


def _rows(file: str) -> list[Row]:
    path = locate(file)
    return load_rows(path) if path.is_file() else []


def _counted(rows: Sequence[Row], rooms: Rooms, judge: Callable[[Row, Rooms], Counts]) -> tuple[Counts, int]:
    total: Counts = defaultdict(Counter)
    crashed = 0
    for _, counts in each(rows, "rules", lambda row: judge(row, rooms)):
        crashed += counts is None
        for rule, count in (counts or {}).items():
            total[rule].update(count)
    return total, crashed


def _judged(row: Row, rooms: Rooms) -> Counts:
    """What the rules did in a report with gold statements; in one without, nothing of it is right."""
    counts, told = _told(row, rooms)
    if "statements" not in row:
        return counts
    gold = complete(row)
    for statement, open_ in _paired(gold, [s for s, _ in told]):
        counts[rule_of(statement)]["made_right"] += not open_
    for statement, open_ in _paired(gold, [s for s, stands in told if stands]):
        counts[rule_of(statement)]["optional" if open_ else "right"] += 1
    return counts


def _unjudged(row: Row, rooms: Rooms) -> Counts:
    return _told(row, rooms)[0]


def _told(row: Row, rooms: Rooms) -> tuple[Counts, list[tuple[Statement, bool]]]:
    fired, told = rooms.by_rules(document_of(row))
    counts: Counts = defaultdict(Counter)
    for rule, whole in fired:
        counts[rule]["fired" if whole else "proposed"] += 1
    for statement, stands in told:
        counts[rule_of(statement)].update(["made", *(["stood"] if stands else [])])
    return counts, told


def _paired(gold: Row, statements: Sequence[Statement]) -> list[tuple[Statement, bool]]:
    """The statements that gold has, and whether it leaves them open."""
    official: Any = scorer("statements")
    reading = Reading(gold["id"], "", tuple(statements))
    pairs = official.match(gold, to_gold(document_of(gold), reading))
    return [(statements[j], bool(gold["statements"][i].get("optional"))) for i, j in pairs]


def rule_of(statement: Statement) -> str:
    """The rule that a statement was made by."""
    return next((step.rule for step in statement.steps if step.stage == "events"), "")


def _line(rule: Any, gold: Mapping[str, Counter[str]], articles: Mapping[str, Counter[str]]) -> Row:
    mine, seen = gold.get(rule.id, Counter()), articles.get(rule.id, Counter())
    return {
        "rule": rule.id, "event": rule.event, "mode": rule.mode or "", **{name: mine[name] for name in COUNTS},
        "precision": _precision(mine),
        "fired_articles": seen["fired"] + seen["proposed"], "stood_articles": seen["stood"],
    }  # fmt: skip


def _precision(count: Counter[str]) -> float | None:
    return share(count["right"], count["stood"] - count["optional"])


def _figures(table: Sequence[Row]) -> Figures:
    judged = [r for r in table if r["precision"] is not None]
    often = [r for r in judged if r["stood"] - r["optional"] >= ENOUGH]
    silent = [r for r in table if not r["fired"] + r["proposed"] + r["fired_articles"]]
    return {
        "rules": len(table),
        "judged": len(judged),
        "precise_share": share(sum(r["precision"] >= PRECISE for r in judged), len(judged)),
        "judged_often": len(often),
        "precise_share_often": share(sum(r["precision"] >= PRECISE for r in often), len(often)),
        "never_fired": len(silent),
    }


def _totals(name: str, counts: Counts) -> Figures:
    total = sum(counts.values(), Counter[str]())
    return {f"{name}_{key}": total[key] for key in COUNTS} | {f"{name}_precision": _precision(total)}


def _write(path: Path, table: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "precision": "" if row["precision"] is None else row["precision"]} for row in table)
