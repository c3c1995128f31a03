"""Readings out: rows, Parquet, gold, words."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from dateline.exports.gold import to_gold
from dateline.exports.jsonio import printable, to_json, write_whole
from dateline.exports.layers import place_rows, time_rows
from dateline.exports.parquet import DOCUMENTS, ISSUES, PLACES, STATEMENTS, TIMES, write_parquet
from dateline.exports.plain import card, circumstance_words, explain, marked_sentence, place_words, voice_words
from dateline.exports.rows import document_row, issue_row, statement_rows
from dateline.types import (
    Codes,
    Document,
    Factuality,
    Interval,
    Issue,
    Mention,
    Place,
    PlaceCandidate,
    Quantity,
    Reading,
    Span,
    Statement,
    Step,
    Timex,
    TimexReading,
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


MONDAY = Timex(
    span("Monday"), "Monday", "2021-03-01", "publication", "times.weekday", "DATE", "2021-03-01", None,
    Interval("2021-03-01", "2021-03-01", "day", basis="publication"),
    readings=(TimexReading("2021-03-01", "2021-03-01", 0.8), TimexReading("2021-03-08", "2021-03-08", 0.2)),
)  # fmt: skip
PORT = Place(
    span("port of Ilo"), "port of Ilo", None, "PER", "places.facility", "facility", "Ilo", 3938415, "Moquegua",
    -17.6394, -71.3375, 4.0, "point", ("Ilo", "Moquegua", "Peru"), ("event_place", "origin"),
    (PlaceCandidate(3938415, "Ilo", "city", "PER", "Moquegua", -17.6394, -71.3375, 0.93),
     PlaceCandidate(None, "Ilo", "area", None, None, None, None, 0.07)),
)  # fmt: skip
CHILE = Place(
    span("Chile"), "Chile", None, "CHL", "places.gazetteer", "country", "Chile", 3895114, None, -30.0, -71.0, 2000.0,
    "country",
)  # fmt: skip


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
        when_interval=Interval("2021-03-01", "2021-03-04", "day", True, "default"),
        where=PORT,
        what=(Quantity(span("40 tonnes of rice"), "40 tonnes of rice", "food", "40"),),
        codes=Codes(2, False, "AID", None, None, "073", None),
        contexts=("human_security", "economic"),
        steps=(Step("events", "aid.send", "lemma send", (span("send"),)),),
    )
    own = Statement("def456", "CONSULT", "visit", (mention("Talks", None),), (), span("went on"),
                    (span("Talks went on in Lima."),), Factuality("actual"))
    return Reading(
        "d1", document.text_sha256, (statement, own),
        issues=(Issue("d1", "times", "odd", span=Span(1, 3)),), sentences=3, times=(MONDAY,), places=(CHILE, PORT),
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
    for row in statement_rows(document, reading):
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

    rows = list(statement_rows(document, reading))
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


def test_where_and_when_are_resolved(document: Document, reading: Reading) -> None:
    first, own = statement_rows(document, reading)
    assert (first["where_lat"], first["where_lon"], first["where_radius_km"]) == (-17.6394, -71.3375, 4.0)
    assert (first["where_name"], first["where_level"], first["where_admin1"]) == ("Ilo", "point", "Moquegua")
    assert (first["where_geonameid"], first["where_chain"]) == (3938415, "Ilo; Moquegua; Peru")
    assert (first["when_earliest"], first["when_latest"]) == ("2021-03-01", "2021-03-04")
    assert (first["when_granularity"], first["when_approx"], first["when_basis"]) == ("day", True, "default")
    assert own["where_lat"] is own["when_earliest"] is own["where_chain"] is None


def test_codes_and_contexts_are_columns_and_words(document: Document, reading: Reading) -> None:
    first, own = statement_rows(document, reading)
    assert (first["quad"], first["realised"], first["plover_event"], first["cameo"]) == (2, False, "AID", "073")
    assert first["plover_score"] is first["goldstein"] is own["cameo"] is None
    assert (first["contexts"], own["contexts"]) == ("human_security; economic", "")
    told = explain(document, reading.statements[0]).splitlines()
    assert "codes        quad 2; PLOVER AID; CAMEO 073; no scores: possible" in told
    assert "contexts     human_security, economic" in told
    happened = msgspec.structs.replace(
        reading.statements[1], codes=Codes(1, True, "CONSULT", "visit", 4.0, "042", 1.9))
    assert "codes        quad 1; PLOVER CONSULT visit 4; CAMEO 042, Goldstein 1.9" in explain(document, happened)


def test_times_and_places_are_tables(document: Document, reading: Reading, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name, columns, rows in (
        ("times", TIMES, list(time_rows(document, reading))), ("places", PLACES, list(place_rows(document, reading))),
    ):  # fmt: skip
        assert all(set(row) == set(columns) for row in rows)
        assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
        write_parquet(tmp_path / name, columns, rows)
        assert pq.read_table(tmp_path / name).to_pylist() == rows
    [time] = time_rows(document, reading)
    assert (time["earliest"], time["basis"], [r["weight"] for r in time["readings"]]) == (
        "2021-03-01", "publication", [0.8, 0.2],
    )  # fmt: skip
    chile, port = place_rows(document, reading)
    assert (chile["level"], port["roles"]) == ("country", "event_place; origin")
    assert [c["probability"] for c in port["candidates"]] == [0.93, 0.07]


def test_a_country_is_never_a_bare_point(document: Document, reading: Reading) -> None:
    statement = msgspec.structs.replace(reading.statements[0], where=CHILE)
    assert "where Chile (CHL, country)" in circumstance_words(document, statement)
    assert place_words(CHILE) == "Chile, country, CHL; country -30.00 -71.00 ±2,000 km; geonameid 3895114"


def test_explain_says_what_time_and_place_resolve_to(document: Document, reading: Reading) -> None:
    told = explain(document, reading.statements[0])
    assert "when         2021-03-01 to 2021-03-04, day, about (basis: default)" in told
    assert "point -17.64 -71.34 ±4 km" in told and "Ilo, facility, Moquegua, Peru, PER" in told
    assert "candidates: 93% Ilo (city, Moquegua, PER); 7% Ilo (area)" in told
