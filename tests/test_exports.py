"""Readings out: rows, Parquet, gold, words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.exports.gold import to_gold
from dateline.exports.jsonio import printable, to_json, write_whole
from dateline.exports.parquet import DOCUMENTS, ISSUES, STATEMENTS, write_parquet
from dateline.exports.plain import card, explain, marked_sentence, voice_words
from dateline.exports.rows import document_row, issue_row, statement_rows
from dateline.types import (
    Document,
    Factuality,
    Issue,
    Mention,
    Place,
    Quantity,
    Reading,
    Span,
    Statement,
    Step,
    Voice,
)

TEXT = (
    "Talks went on in Lima. If Chile agrees, Peru would send Bolivia 40 tonnes of rice via the port of Ilo, "
    "officials told Radio Uno on Monday. Half \ud83d a pair."
)


def span(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def mention(words: str, code: str | None, name: str | None = None) -> Mention:
    return Mention(span(words), words, code, name, "actors/states.csv")


@pytest.fixture
def document() -> Document:
    return Document("d1", TEXT, title="Rice", publisher="Sample", published="2021-03-04", url="x.txt")


@pytest.fixture
def reading(document: Document) -> Reading:
    statement = Statement(
        id="abc123",
        event="AID",
        mode=None,
        actor=(mention("Peru", "PER"),),
        recipient=(mention("Bolivia", "BOL"),),
        trigger=span("send"),
        evidence=(span("Talks went on in Lima."), Span(span("If Chile").start, span("Monday.").end)),
        factuality=Factuality("possible", span("If Chile agrees")),
        attribution=(
            Voice(
                span("officials"), "officials", span("told"), "PER GOV", None, "Radio Uno", span("Radio Uno")
            ),
        ),
        when="2021-03~",
        when_span=span("Monday"),
        where=Place(span("port of Ilo"), "port of Ilo", None, "PER"),
        what=(Quantity(span("40 tonnes of rice"), "40 tonnes of rice", "food", "40"),),
        steps=(Step("events", "aid.send", "lemma send", (span("send"),)),),
    )
    own = Statement("def456", "CONSULT", "visit", (mention("Talks", None),), (), span("went on"),
                    (span("Talks went on in Lima."),), Factuality("actual"))
    return Reading(
        "d1", document.text_sha256, (statement, own),
        issues=(Issue("d1", "times", "odd", span=Span(1, 3)),), sentences=3,
    )


def test_gold_words_stand_in_the_text(document: Document, reading: Reading) -> None:
    gold = to_gold(document, reading)
    first = gold["statements"][0]
    assert first["trigger"] in first["evidence"][0] and len(first["evidence"]) == 2
    assert all(e in gold["text"] for e in first["evidence"])
    assert first["actor"] == [{"text": "Peru", "code": "PER"}]
    assert first["attribution"] == [{"text": "officials", "code": "PER GOV", "via": "Radio Uno"}]
    assert first["where"] == {"text": "port of Ilo", "in": None, "code": "PER"}
    assert first["what"] == [{"text": "40 tonnes of rice", "kind": "food", "quantity": "40"}]
    assert (first["status"], first["condition"], first["background"]) == (
        "possible",
        "If Chile agrees",
        False,
    )
    assert set(gold) == {"id", "title", "publisher", "published", "text", "statements"}


def test_json_survives_half_a_surrogate_pair(document: Document, reading: Reading, tmp_path: Path) -> None:
    write_whole(tmp_path / "gold.jsonl", [to_json(to_gold(document, reading))])
    assert json.loads((tmp_path / "gold.jsonl").read_bytes())["text"] == TEXT
    assert len(printable(TEXT)) == len(TEXT)


def test_rows_slice_to_what_they_claim(document: Document, reading: Reading) -> None:
    for row in statement_rows(document, reading, {}):
        for slot in ("trigger", "sentence", "condition"):
            if row[slot] is not None:
                assert TEXT[row[f"{slot}_start"] : row[f"{slot}_end"]] == row[slot]
        for item in (*row["actors"], *row["recipients"], *row["voices"], *row["what"]):
            assert TEXT[item["start"] : item["end"]] == item["text"]
        assert set(row) == set(STATEMENTS)
    assert set(document_row(document, reading)) == set(DOCUMENTS)
    assert set(issue_row(reading.issues[0])) == set(ISSUES)


def test_parquet_reads_back(document: Document, reading: Reading, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rows = list(statement_rows(document, reading, {}))
    write_parquet(tmp_path / "s.parquet", STATEMENTS, rows)
    back = pq.read_table(tmp_path / "s.parquet").to_pylist()
    assert back == rows
    assert back[0]["actor_codes"] == "PER" and back[1]["actor_codes"] == "?" and back[1]["own_voice"]
    write_parquet(tmp_path / "empty.parquet", ISSUES, [])
    assert pq.read_table(tmp_path / "empty.parquet").schema.names == list(ISSUES)


def test_words_say_as_reported_and_mark_the_slots(document: Document, reading: Reading) -> None:
    first, own = reading.statements
    head, said, facts, sentence = card(document, first)
    assert head == "Peru (PER) → Bolivia (BOL)  AID"
    assert said == ("reported as possible, not as having happened, on the condition “If Chile agrees”; "
                    "said by officials (PER GOV) via Radio Uno: send")
    assert facts == "when 2021-03~ · where port of Ilo (PER) · what 40 tonnes of rice (food, 40)"
    assert sentence.startswith(
        "[condition|If Chile agrees], [actor|Peru] would [event|send] [recipient|Bolivia] "
    )
    assert "[via|Radio Uno] on [when|Monday]." in sentence
    assert voice_words(document, own) == "in the report's own voice: went on"
    assert card(document, own)[0] == "Talks (unresolved)  CONSULT visit"
    assert "true" not in " ".join(card(document, first))


def test_explain_has_a_line_a_step(document: Document, reading: Reading) -> None:
    lines = explain(document, reading.statements[0]).splitlines()
    assert any("aid.send" in line and "“send”" in line for line in lines)
    assert "no steps" in explain(document, reading.statements[1])


def test_a_source_without_a_name_is_said_so(document: Document) -> None:
    cue = span("told")
    statement = Statement(
        "x", "AID", None, (), (), span("send"), (), Factuality("actual"), (Voice(cue, "told", cue),)
    )
    assert voice_words(document, statement) == "said without naming a source (“told”): send"
    assert "nobody named" in card(document, statement)[0]


def test_marks_never_overlap(document: Document, reading: Reading) -> None:
    statement = reading.statements[0]
    plain = marked_sentence(document, statement)
    assert plain.count("[") == plain.count("]") == plain.count("|")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_whole(path, [b"old\n"])

    def broken() -> object:
        yield b"new\n"
        raise ValueError

    with pytest.raises(ValueError):
        write_whole(path, broken())  # type: ignore[arg-type]
    assert path.read_bytes() == b"old\n"
