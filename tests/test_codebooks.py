"""Codebooks of a user's own: beside the shipped one, never in its way."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import KnowledgeError
from dateline.exports.gold import to_gold
from dateline.exports.rows import statement_rows
from dateline.knowledge import Knowledge, load_knowledge
from dateline.reading.pipeline import read
from dateline.reading.why_not import why_not
from dateline.types import Document, Statement

PRESS = Path(__file__).parents[1] / "examples" / "press-freedom"
TEXT = "Police in Egypt detained two reporters. Gunmen shot a columnist. Peru accused Chile of closing a newspaper."


@pytest.fixture(scope="module")
def own() -> Knowledge:
    return load_knowledge(codebooks=[PRESS])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PRESS, tmp_path / "press"))


def kinds(statements: tuple[Statement, ...]) -> list[tuple[str, str, str | None]]:
    return [(s.codebook, s.event, s.mode) for s in statements]


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_statements_stand_side_by_side(own: Knowledge, know: Knowledge) -> None:
    document = Document("d", TEXT)
    both, shipped = read(document, own), read(document, know)
    assert [s for s in both.statements if s.codebook == "plover"] == list(shipped.statements)
    mine = [s for s in both.statements if s.codebook == "press-freedom"]
    assert [k[1:] for k in kinds(tuple(mine))] == [("HARASS", "detain"), ("HARASS", "attack"), ("SILENCE", "close")]
    first = next(s for s in shipped.statements if s.event == "COERCE")
    assert (mine[0].trigger, mine[0].actor, mine[0].recipient) == (first.trigger, first.actor, first.recipient)
    assert [v.text for v in mine[2].attribution] == ["Peru"], "voices are found for all codebooks"
    assert len({s.id for s in both.statements}) == len(both.statements)
    assert [s.trigger for s in both.statements] == sorted(s.trigger for s in both.statements)


def test_any_parties(own: Knowledge, copy: Path) -> None:
    document = Document("d", "A columnist beat a photographer.")
    assert ("press-freedom", "HARASS", "attack") in kinds(read(document, own).statements)
    change(copy, "HARASS.toml", 'parties = "any"\n', "")
    strict = read(document, load_knowledge(codebooks=[copy]))
    assert not [s for s in (*strict.statements, *strict.candidates) if s.codebook == "press-freedom"]


def test_several_codebooks_do_not_compete(own: Knowledge, copy: Path) -> None:
    change(copy, "codebook.toml", 'name = "press-freedom"', 'name = "other"')
    rules = (copy / "rules.toml").read_text(encoding="utf-8").replace('id = "press.', 'id = "other.')
    (copy / "rules.toml").write_text(rules, encoding="utf-8")
    two = load_knowledge(codebooks=[PRESS, copy])
    found = read(Document("d", "Police in Egypt detained two reporters."), two).statements
    assert [s.codebook for s in found] == ["plover", "press-freedom", "other"]
    assert two.digest != own.digest


def test_a_type_sets_its_threshold(copy: Path) -> None:
    change(copy, "HARASS.toml", "threshold = 0.1\n", "threshold = 1.0\n")
    reading = read(Document("d", TEXT), load_knowledge(codebooks=[copy]))
    assert {s.event for s in reading.candidates if s.codebook != "plover"} == {"HARASS"}
    assert "HARASS" not in {s.event for s in reading.statements}


def test_like_is_by_quad_unless_it_is_said(copy: Path) -> None:
    change(copy, "PROTECT.toml", 'like = "RETREAT"\nscore = 5.0\n', "")
    know = load_knowledge(codebooks=[copy])
    [rule] = [r for r in know.codebooks[0].rules if r.type == "PROTECT"]
    assert rule.event == "AID" and know.types["press-freedom", "PROTECT"].score == know.events["AID"].score


def test_the_digest_covers_every_file(own: Knowledge, know: Knowledge, copy: Path) -> None:
    change(copy, "press.csv", "daily\n", "daily\ngazette\n")
    assert len({know.digest, own.digest, load_knowledge(codebooks=[copy]).digest}) == 3


def test_exports_name_the_codebook(own: Knowledge) -> None:
    document = Document("d", "Police in Egypt detained two reporters.")
    reading = read(document, own)
    rows = [(r["codebook"], r["event"], r["quad"]) for r in statement_rows(document, reading)]
    assert rows[1] == ("press-freedom", "HARASS", 4) and rows[0][0] == "plover"
    assert [s.get("codebook") for s in to_gold(document, reading)["statements"]] == [None, "press-freedom"]


def test_why_not_tells_of_own_rules(own: Knowledge) -> None:
    [answer] = why_not(Document("d", "Police in Egypt detained two students."), own, event="HARASS")
    [reason] = answer.words[0].reasons
    assert (reason.codebook, reason.rule, reason.outcome) == ("press-freedom", "press.detain", "only")
    [answer] = why_not(Document("d", "Police in Egypt detained two reporters."), own, event="HARASS")
    assert answer.words[0].reasons[0].outcome == "coded"


Break = Callable[[Path], object]
TYPE, RULES, META = "HARASS.toml", "rules.toml", "codebook.toml"
NO_EXAMPLE = 'event="PROTECT"\nquad=2\ndefinition="d"\nis=["x"]\nis_not=[]'


def swap(name: str, old: str, new: str) -> Break:
    return lambda folder: change(folder, name, old, new)


@pytest.mark.parametrize(("spoil", "message"), [
    (swap(TYPE, "quad = 4", "quad = 4\ncolour = 1"), r"press/HARASS\.toml.*`colour`.*Keys allowed: event, quad"),
    (swap(TYPE, "quad = 4", "quad = 5"), r"HARASS\.toml: Invalid enum value 5"),
    (swap(TYPE, '"HARASS"', '"harass"'), "write it in capitals"),
    (swap(TYPE, 'like = "ASSAULT"', 'like = "HIT"'), "like 'HIT' is no shipped type. Choices: ACCUSE"),
    (swap(TYPE, "threshold = 0.1", "threshold = 2"), "threshold 2 is not between"),
    (lambda f: (f / "PROTECT.toml").write_text(NO_EXAMPLE), r"PROTECT\.toml: a type needs at least one example"),
    (swap(RULES, 'event = "HARASS"', 'event = "HURT"'),
     "rule 'press.detain': the event 'HURT' is not defined in the codebook. Choices: HARASS, PROTECT, SILENCE"),
    (swap(RULES, 'mode = "raid"', 'mode = "rob"'), "SILENCE has no mode 'rob'. Choices: close, block, raid"),
    (swap(RULES, '"@press"', '"@presses"'), "unknown lexicon @presses. Choices: .*press"),
    (swap(RULES, '"press.close"', '"assault.attack"'), "the id is that of rules/events_assault"),
    (swap(RULES, '"press.close"', '"press.raid"'), r"the id is that of press/rules\.toml"),
    (swap(RULES, 'event = "HARASS"', 'event = "HARASS"\nabroad = "AID"'), "`abroad` is for the shipped rules"),
    (swap(RULES, "reject = [", "reject = []\nknown_miss = ["), "needs at least one `match` and one `reject`"),
    (swap(RULES, "trigger = [", "triggers = ["), "rules.toml, rule 'press.close': .*Keys allowed"),
    (swap(META, '"press-freedom"', '"plover"'), "cannot be called 'plover'"),
    (lambda f: (f / "more.toml").write_text("x = 1"), r"more\.toml: neither an event type"),
    (lambda f: (f / "more.toml").write_text("x = "), r"more\.toml: not valid TOML"),
    (lambda f: shutil.copy(f / TYPE, f / "AGAIN.toml"), r"the type HARASS is in press/AGAIN\.toml, too"),
    (swap("press.csv", "word\n", "noun\n"), r"first column is \['noun'\]"),
    (lambda f: shutil.copy(f / "press.csv", f / "negators.csv"), r"negators\.csv has the name of a shipped lexicon"),
    (lambda f: (f / RULES).unlink(), "there is no rule"),
    (shutil.rmtree, "there is no such folder"),
])
def test_mistakes_are_told(spoil: Break, message: str, copy: Path) -> None:
    spoil(copy)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(codebooks=[copy])
    assert re.search(message, str(caught.value).replace("\n", " ")), caught.value


def test_one_name_for_one_codebook(copy: Path) -> None:
    with pytest.raises(KnowledgeError, match="the codebook 'press-freedom' is in"):
        load_knowledge(codebooks=[PRESS, copy])


def test_the_commands(tmp_path: Path, copy: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text("Police in Egypt detained two reporters.", encoding="utf-8")
    run = CliRunner().invoke
    assert "press-freedom:HARASS detain" in run(app, ["read", str(report), "--codebook", str(PRESS)]).output
    out = tmp_path / "coded"
    arguments = ["code", str(report), "--out", str(out), "--codebook", str(PRESS), "--workers", "2"]
    assert run(app, arguments).exit_code == 0
    rows = [json.loads(line) for line in (out / "statements.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["codebook"] for r in rows] == ["plover", "press-freedom"]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["settings"] == {"codebooks": "press-freedom"}
    found = run(app, ["explain", rows[1]["statement_id"], "--out", str(out)])
    assert "HARASS detain of press-freedom, like ASSAULT" in found.output
    good = run(app, ["check", "--codebook", str(PRESS)])
    assert good.exit_code == 0 and "press-freedom: all examples as they say" in good.output
    change(copy, "rules.toml", '"Gunmen shot a farmer."', '"Gunmen shot a reporter."')
    bad = run(app, ["check", "--codebook", str(copy)])
    assert bad.exit_code == 1 and "1 examples not as they say" in bad.output
