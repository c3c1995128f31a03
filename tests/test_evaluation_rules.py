"""The table of rules: what fired, what was made, what gold has."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from evaluation import history
from evaluation.__main__ import main
from evaluation.rooms import Rooms

from dateline.types import Document, Factuality, Mention, Span, Statement, Step

TEXT = "Ruritania condemned Graustark on Monday. Ruritania met Graustark."
RULES = [("accuse.condemn", "ACCUSE"), ("consult.meet", "CONSULT"), ("aid.give", "AID")]
SCORER = """
def match(gold, prediction):
    known = {s["trigger"]: i for i, s in enumerate(gold["statements"])}
    return [(known[s["trigger"]], j) for j, s in enumerate(prediction["statements"]) if s["trigger"] in known]
"""


def made(rule: str, event: str, word: str) -> Statement:
    start = TEXT.index(word)
    return Statement(
        id=word, event=event, mode=None, actor=(Mention(Span(0, 9), "Ruritania", "RUR"),), recipient=(),
        trigger=Span(start, start + len(word)), evidence=(Span(0, 40) if start < 40 else Span(41, len(TEXT)),),
        factuality=Factuality("actual"), steps=(Step("events", rule),),
    )  # fmt: skip


class Cardboard(Rooms):
    """Rooms in which two rules fire and one only proposes."""

    def __init__(self) -> None:
        super().__init__()
        rules = [SimpleNamespace(id=i, event=e, mode=None) for i, e in RULES]
        self.__dict__["know"] = SimpleNamespace(rules=rules)

    def by_rules(self, document: Document) -> tuple[list[tuple[str, bool]], list[tuple[Statement, bool]]]:
        if document.text == "boom":
            raise ValueError("broken")
        accused, met = made("accuse.condemn", "ACCUSE", "condemned"), made("consult.meet", "CONSULT", "met")
        return [("accuse.condemn", True), ("consult.meet", False)], [(accused, True), (met, document.id != "low")]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_SHARED", str(tmp_path))
    monkeypatch.setattr(history, "LAST", tmp_path / "last")
    for folder in ("gold", "score", "bench/reports"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "score" / "statements.py").write_text(SCORER, encoding="utf-8")
    return tmp_path


def report(name: str, *triggers: str, optional: bool = False) -> dict[str, Any]:
    gold = [{"event": "X", "trigger": t, "evidence": ["e"], "optional": optional} for t in triggers]
    return {"id": name, "text": TEXT, "statements": gold}


def put(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")


def test_the_table_of_rules(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home / "gold/train.jsonl", report("a", "condemned"), report("low", "condemned", "met"))
    put(home / "gold/seed.jsonl", report("s", "met", optional=True))
    put(home / "gold/dev.jsonl", report("d", "condemned"), {"id": "b", "text": "boom", "statements": []})
    put(home / "bench/reports/articles.jsonl", {"id": "n", "text": TEXT})
    assert main(["rules", "--json"], Cardboard()) == 0
    found = json.loads(capsys.readouterr().out)
    text = (home / "last/rules.csv").read_text(encoding="utf-8")
    table = {r["rule"]: r for r in csv.DictReader(text.splitlines())}
    condemn, meet, give = (table[i] for i, _ in RULES)
    numbers = ("fired", "proposed", "made", "made_right", "stood", "right", "optional", "precision", "fired_articles")
    assert [condemn[n] for n in numbers] == ["3", "0", "3", "2", "3", "2", "0", "0.6667", "1"]
    assert [meet[n] for n in numbers] == ["0", "3", "3", "1", "2", "0", "1", "0.0", "1"]
    assert (give["fired"], give["precision"]) == ("0", "")
    assert (found["rules"], found["judged"], found["precise_share"], found["never_fired"]) == (3, 2, 0.0, 1)
    assert (found["judged_often"], found["dev_stood"], found["dev_right"], found["crashed"]) == (1, 2, 1, 1)
    assert "Ruritania" not in text


def test_a_sample_leaves_the_table_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home / "gold/train.jsonl", report("a", "condemned"), report("b", "met"))
    assert main(["rules", "--limit", "1"], Cardboard()) == 0
    assert not (home / "last/rules.csv").exists()
    assert "precise_share" in capsys.readouterr().out
