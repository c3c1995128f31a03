"""Tables of events, read back as their users read them; what is left out is said."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import openpyxl
import pandas as pd
import polars as pl
import pytest
from benchmarks.made import RUN, documents
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.event_exports import GOLDEN, given, golden_files, made, written
from tests.small_reports import Named, claim, report

from dateline.errors import DatelineError
from dateline.exports import acts, days, parties
from dateline.exports.acled import _seconds, fatalities, interaction
from dateline.exports.chosen import Exported, Given, Written, choose, group_of, parse_include
from dateline.exports.delimited import write_delimited
from dateline.exports.flat import FLAT, FULL
from dateline.exports.formats import EVENTS, format_of, formats
from dateline.exports.gdelt import mentions_beside
from dateline.exports.parties import Cameo
from dateline.exports.polecat import joined
from dateline.exports.tabbed import cell, write_tabbed
from dateline.exports.tables import cameo_names, columns, countries, country, event_types, read_toml
from dateline.exports.xlsx import LONGEST_CELL, shortened
from dateline.types import Document, Interval, Mention, Span


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("exports")
    written(place)
    return place


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    return written(tmp_path_factory.mktemp("again"))


def tabbed(path: Path, name: str, missing: list[str], header: int | None = 0) -> pd.DataFrame:
    """As loaders of event data read: tabs, no quoting, all text."""
    return pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, header=header, na_values=missing,
                       keep_default_na=False, names=None if header == 0 else list(columns(name)))  # fmt: skip


# --- golden files -----------------------------------------------------------------------------------------------------


def test_the_golden_files_are_what_is_written(folder: Path) -> None:
    made_now = {path.name: path.read_text(encoding="utf-8") for path in golden_files(folder)}
    assert len(made_now) == len(EVENTS) - 2 + 1  # not Parquet and XLSX; mentions beside GDELT's events
    for name, text in made_now.items():
        kept = (GOLDEN / name).read_text(encoding="utf-8")
        assert kept == text, f"{name}: python -m tests.event_exports, look at the difference, commit"


def test_twice_is_the_same(folder: Path, tmp_path: Path) -> None:
    written(tmp_path)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_nothing_is_lost_in_silence(results: dict[str, Written]) -> None:
    chosen = sum(group_of(s) == "realised" for r in made() for s in r.reading.statements)
    every = sum(len(r.reading.statements) for r in made())
    for name in ("polecat", "acled"):  # one row a statement
        assert results[name].rows + sum(results[name].left.values()) == chosen
    assert results["plover"].rows + sum(results["plover"].left.values()) == every
    assert {results[name].rows for name in ("csv", "tsv", "jsonl", "parquet", "xlsx")} == {every}
    assert sum(results["petrarch2"].left.values()) == sum(results["icews"].left.values()) == 4


def test_made_reports_go_through(tmp_path: Path) -> None:
    """Some hundred statements with every status, voice and place: each is written or counted."""
    pairs = list(documents(30))
    everything = Given(lambda: (Exported(document, reading) for document, reading in pairs), (RUN,))
    for format in EVENTS:
        result = format.write(everything, tmp_path / f"x{format.endings[0]}")
        count = result if isinstance(result, Written) else Written(result)
        whole = sum(len(reading.statements) for _, reading in pairs)
        if format.name in ("icews", "phoenix", "petrarch2", "gdelt"):
            assert count.rows > 0
        else:
            assert count.rows + sum(count.left.values()) == whole > 300, format.name


# --- which statements -------------------------------------------------------------------------------------------------


def test_talk_is_not_among_what_happened(folder: Path) -> None:
    """A denied, a threatened, a planned attack and what others say stand in no format that cannot say so."""
    for format in EVENTS:
        if not format.holds_talk:
            text = (folder / f"{format.name}{format.endings[0]}").read_text(encoding="utf-8")
            assert "Kharkiv" not in text and "Kherson" not in text and "Hill Front" not in text and "0332" not in text


def test_groups_are_counted_apart() -> None:
    left: Counter[str] = Counter()
    reports = list(choose(made(), frozenset({"realised"}), left))
    assert [len(r.reading.statements) for r in reports] == [4, 3, 1, 1]
    assert left == {"said": 1, "talk": 2, "denied": 1}
    list(choose(made(), frozenset({"realised"}), left))
    assert left == {"said": 1, "talk": 2, "denied": 1}  # counted anew in each pass
    list(choose(made(), frozenset({"all"}), left))
    assert not left


def test_more_can_be_asked_for(tmp_path: Path) -> None:
    format_of("polecat").write(given("realised,talk"), tmp_path / "p.tsv")
    frame = tabbed(tmp_path / "p.tsv", "polecat", ["None"])
    promise = frame[frame["Actor Name"] == "Turkey"].iloc[0]
    assert (promise["Event Type"], promise["Event Date"], promise["Quad Code"]) == (
        "AGREE", "2021-03-12", "VERBAL COOPERATION")  # the promise, on the day of the report and not in April
    maybe = frame[frame["Actor Name"] == "Hill Front"].iloc[0]
    assert maybe["Event Type"] == "ASSAULT" and pd.isna(maybe["Intensity"])  # nothing took place


def test_groups_and_formats_have_to_exist() -> None:
    with pytest.raises(DatelineError, match=r"--include dreams: there is no such group. The choices: realised, said"):
        parse_include("said, dreams")
    with pytest.raises(DatelineError, match=r"no format 'gdel'. The choices: csv, tsv"):
        format_of("gdel")
    assert list(formats())[:2] == ["csv", "tsv"]


# --- the statements themselves ----------------------------------------------------------------------------------------


def test_csv_reads_everywhere(folder: Path) -> None:
    path = folder / "csv.csv"
    frame = pd.read_csv(path)
    assert tuple(frame.columns) == FLAT and len(frame) == 13
    assert frame["own_voice"].dtype == bool and frame["trigger_start"].dtype == "int64"
    assert pl.read_csv(path)["realised"].dtype == pl.Boolean
    count = duckdb.sql(f"select count(*) from '{path}' where status = 'actual' and own_voice").fetchall()
    assert count == [(9,)]
    told = frame.set_index("trigger").loc["bombed Kherson"]
    assert (told["voice_texts"], told["voice_kinds"]) == ("Kyiv", "statement")


def test_no_cell_of_a_csv_is_a_formula(folder: Path) -> None:
    titles = pd.read_csv(folder / "csv.csv")["title"]
    assert "'=HYPERLINK(\"https://trap.example\")" in set(titles) and "'-Copied" in set(titles)
    exact = pd.read_csv(folder / "tsv.tsv", sep="\t")
    assert '=HYPERLINK("https://trap.example")' in set(exact["title"])
    assert len((folder / "tsv.tsv").read_text().splitlines()) == len(exact) + 1  # one line a row
    assert exact["goldstein"].min() == -10


@settings(deadline=None, max_examples=60)  # each writes a file
@drawn(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=1, max_size=4))
def test_csv_keeps_every_text(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    assert write_delimited(path, [f"c{n}" for n in range(len(cells))], [cells], exact=True) == 1
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert rows[1:] == [cells]
    write_delimited(path, [f"c{n}" for n in range(len(cells))], [cells])
    for text in list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))[1]:
        assert text[:1] not in ("=", "@", "\t", "\r") and (text[:1] not in ("+", "-") or float(text) == float(text))


def test_json_lines_and_parquet_have_the_lists(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "jsonl.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(set(line) == set(FULL) for line in lines)
    assert lines[5]["voices"][0]["code"] == "UKR GOV" and lines[0]["origin"] == "gull/1"
    frame = pl.read_parquet(folder / "parquet.parquet")
    assert frame.columns == list(FULL) and frame["voices"].to_list()[5][0]["text"] == "Kyiv"
    linked = duckdb.sql(f"select count(*) from '{folder / 'parquet.parquet'}' where story = 'story-1'")
    assert linked.fetchall() == [(9,)]


def test_the_workbook(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "xlsx.xlsx")
    assert book.sheetnames == ["statements", "documents", "issues", "codebook", "about"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c for c in cells if c.data_type == "f"]
    titles = [row[FLAT.index("title")] for row in book["statements"].iter_rows(min_row=2, values_only=True)]
    assert '=HYPERLINK("https://trap.example")' in titles and "-Copied" in titles
    frames = pd.read_excel(folder / "xlsx.xlsx", sheet_name=None)
    assert len(frames["statements"]) == 13 and len(frames["documents"]) == len(frames["issues"]) == 4
    codebook = frames["codebook"]
    assert set(event_types()) < set(codebook["event"])
    known = codebook[codebook["codebook"] == "plover"]
    assert known["meaning"].notna().all() and codebook["statements"].sum() == 13
    assert codebook[codebook["codebook"] == "press"]["event"].tolist() == ["CLOSURE"]
    about = frames["about"].set_index("what")["value"]
    assert (about["asked for"], about["statements"]) == ("actor=RUS", 13)
    assert "never what is true" in about["how to read it"]


def test_excels_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shortened("a" * LONGEST_CELL) == "a" * LONGEST_CELL
    long = shortened("🌾" * LONGEST_CELL)
    assert len(long.encode("utf-16-le")) // 2 <= LONGEST_CELL and long.endswith("🌾 […]")
    monkeypatch.setattr("dateline.exports.xlsx.MOST_ROWS", 10)
    with pytest.raises(DatelineError, match="'statements' would have 13 rows, and Excel takes 10 with the header"):
        format_of("xlsx").write(given(), tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_control_characters_do_not_stop_a_workbook(tmp_path: Path) -> None:
    document, reading = report("bell", "Peru sent \x07 rice.", "2021-03-01", {"trigger": "sent", "actor": []})
    format_of("xlsx").write(Given(lambda: iter([made()[0]._replace(document=document, reading=reading)])),
                            tmp_path / "x.xlsx")
    assert pd.read_excel(tmp_path / "x.xlsx")["sentence"].tolist() == ["Peru sent \ufffd rice."]


# --- PLOVER -----------------------------------------------------------------------------------------------------------


def records(path: Path) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {record["event_text"][0]: record for record in found}


def test_plover_has_its_keys(folder: Path) -> None:
    known = {"id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event", "event_loc",
             "event_text", "quad_code", "event_scale", "mode", "context", "link", "text", "text_info", "cite_info",
             "coder", "coded_date", "coded_time", "comment", "x_dateline"}  # fmt: skip
    for record in records(folder / "plover.jsonl").values():
        assert {"id", "date", "actor", "event"} <= set(record) <= known
        assert len(record["date"]) == 10 and record["actor"] and record["event"][0] in event_types()
        for entity in record["actor"] + record["recipient"]:
            assert " " not in entity.get("code", "") and len(entity.get("sector", "GOV")) == 3


def test_plover_keeps_promise_denial_and_history_apart(folder: Path) -> None:
    found = records(folder / "plover.jsonl")
    promise, denial, maybe = found["send"], found["had shelled"], found["attack"]
    assert (promise["event"], promise["mode"], promise["quad_code"]) == (["AGREE"], [], 1)
    assert (promise["x_dateline"]["event"], promise["x_dateline"]["status"]) == ("AID", "planned")
    assert denial["mode"] == ["heavy-weapons", "negation"] and "event_scale" not in denial
    assert denial["x_dateline"]["attribution"][0]["stance"] == "denial"
    assert maybe["mode"] == ["hypothetical"]
    history = found["bombed Serbia"]
    assert (history["date"], history["enddate"]) == ("1999-01-01", "1999-12-31")
    assert history["mode"] == ["aerial", "historical"]
    assert "lat" not in history["event_loc"] and history["event_loc"]["resolution"] == 4
    assert found["met"]["recipient"] == [] and [a["code"] for a in found["met"]["actor"]] == ["JPN", "KOR"]


@pytest.mark.parametrize("published", [None, "2021-03", "12 March"])
def test_a_date_that_is_none_gets_nowhere(published: str | None, tmp_path: Path) -> None:
    reports = [r._replace(document=msgspec.structs.replace(r.document, published=published)) for r in made()]
    every = Given(lambda: iter(reports))
    for format in EVENTS:
        format.write(every, tmp_path / f"x{format.endings[0]}")
        if format.name == "gdelt":
            frame = tabbed(tmp_path / "x.CSV", "gdelt_events", [""], header=None)
            assert frame["DATEADDED"].str.fullmatch(r"\d{8}0{6}").all() and len(frame) == 5
        if format.name == "plover":
            dates = [json.loads(line)["date"] for line in (tmp_path / "x.jsonl").read_text().splitlines()]
            assert dates and all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in dates)


def test_plovers_spans_are_the_texts(folder: Path) -> None:
    texts = {r.document.id: r.document for r in made()}
    for record in records(folder / "plover.jsonl").values():
        own = record["x_dateline"]
        document = texts[own["document_id"]]
        assert own["text_sha256"] == document.text_sha256
        start, end = own["spans"]["trigger"]
        assert document.text[start:end] == record["event_text"][0]
        assert document.text[record["text_info"]["start"] : record["text_info"]["end"]] == record["text"]


# --- tables of dyads --------------------------------------------------------------------------------------------------


def test_polecat_reads_as_its_loaders_do(folder: Path) -> None:
    path = folder / "polecat.tsv"
    frame = tabbed(path, "polecat", ["None"])
    assert tuple(frame.columns) == columns("polecat") and len(frame.columns) == 40
    r = pd.read_csv(path, sep="\t", quotechar='"', na_values=["None"])  # R: read.table(sep="\t", quote="\"")
    assert len(r) == len(frame) == 6 and r["Intensity"].dtype == float
    met = frame[frame["Event Type"] == "CONSULT"].iloc[0]
    assert (met["Actor Country"], met["Actor COW"]) == ("JPN; KOR", "740; 732") and pd.isna(met["Recipient Name"])
    assert '"' not in path.read_text(encoding="utf-8")
    with path.open(newline="") as lines:  # as published loaders do, with Python's default quoting
        assert {len(row) for row in csv.reader(lines, delimiter="\t")} == {40}


def test_icews_turns_what_is_mutual(folder: Path) -> None:
    frame = tabbed(folder / "icews.tab", "icews", ["NA"])
    assert tuple(frame.columns) == columns("icews") and len(frame.columns) == 20
    codes = frame.set_index("Source Name")["CAMEO Code"].to_dict()
    assert codes["Emmanuel Macron"] == "042" and codes["Ukraine"] == "043"  # text, with its zero
    sides = set(zip(frame["Source Name"], frame["Target Name"], strict=True))
    assert {("Japan", "South Korea"), ("South Korea", "Japan")} <= sides
    assert frame["Event ID"].is_unique and frame["Event ID"].astype("int64").max() < 2**53
    assert (frame["Source Name"] != frame["Target Name"]).all()


def test_phoenix_is_one_a_day(folder: Path) -> None:
    frame = tabbed(folder / "phoenix.txt", "phoenix", [""], header=None)
    assert len(frame.columns) == 26 and len(frame) == 6
    market = frame[frame["EventCode"] == "194"].iloc[0]
    assert market["NewsSources"] == "The Gull;The Mirror" and market["SentenceID"] == "gull/1_1;mirror-3_1"
    assert market["TargetActorFull"] == "CODCVL" and market["TargetActorRole"] == "CVL" and market["PentaClass"] == "4"
    evts = tabbed(folder / "petrarch2.txt", "petrarch2", [""], header=None)
    assert len(evts.columns) == 10 and len(evts) == 7


def test_gdelt_has_its_columns_and_types(folder: Path) -> None:
    frame = tabbed(folder / "gdelt.CSV", "gdelt_events", [""], header=None)
    mentions = tabbed(folder / "gdelt.mentions.CSV", "gdelt_mentions", [""], header=None)
    assert len(frame.columns) == 61 and len(mentions.columns) == 16
    for name in ("GLOBALEVENTID", "SQLDATE", "IsRootEvent", "QuadClass", "NumMentions", "ActionGeo_Type", "DATEADDED"):
        assert frame[name].astype("int64").notna().all()
    market = frame[frame["EventCode"] == "194"].iloc[0]
    assert (market["NumMentions"], market["NumSources"], market["NumArticles"]) == ("2", "2", "2")  # with its copy
    assert (market["ActionGeo_CountryCode"], market["ActionGeo_Type"]) == ("CG", "4")  # FIPS, not COD
    assert (market["Actor2Code"], market["Actor2CountryCode"], market["Actor2Type1Code"]) == ("CODCVL", "COD", "CVL")
    assert float(market["FractionDate"]) == pytest.approx(2021 + (3 * 30 + 9) / 365, abs=5e-5)
    assert set(mentions["GLOBALEVENTID"]) == set(frame["GLOBALEVENTID"]) and len(mentions) == 7
    assert frame["AvgTone"].isna().all() and frame["DATEADDED"].str.len().eq(14).all()
    assert frame["EventRootCode"].str.len().eq(2).all() and (frame["EventBaseCode"].str.len() <= 3).all()
    texts = {1: made()[0].document.text}
    first = mentions.iloc[0]
    assert texts[1][int(first["ActionCharOffset"]) :].startswith("shelled")
    history = frame[frame["SQLDATE"] == "19990612"].iloc[0]
    assert history["IsRootEvent"] == "0" and history["DATEADDED"] == "20210311000000"


def test_the_mentions_lie_beside() -> None:
    assert mentions_beside(Path("x/2021.export.CSV")) == Path("x/2021.mentions.CSV")
    assert mentions_beside(Path("events.csv")) == Path("events.mentions.csv")


def test_acled_shape(folder: Path) -> None:
    frame = pd.read_csv(folder / "acled.csv")
    assert tuple(frame.columns) == columns("acled") and len(frame.columns) == 31
    market, march, _ = (row for _, row in frame.iterrows())
    assert (market["sub_event_type"], market["interaction"], market["civilian_targeting"], market["fatalities"]) == (
        "Shelling/artillery/missile attack", "Political militia-Civilians", "Civilian targeting", 14)
    assert (march["disorder_type"], march["inter1"], march["interaction"]) == (
        "Demonstrations", "Protesters", "Protesters only")
    assert pd.isna(march["fatalities"]) and pd.isna(march["actor2"]) and march["iso"] == 566
    assert pd.Timestamp(market["timestamp"], unit="s") == pd.Timestamp("2021-03-12")


@pytest.mark.parametrize(("text", "words", "number", "dead"), [
    ("Shells killed 12 soldiers.", "12 soldiers", "12", 12),
    ("Four shells wounded 12 soldiers.", "12 soldiers", "12", None),
    ("At least 30 people were killed.", "30 people", ">=30", 30),
    ("They killed the mayor and injured 5 guards.", "5 guards", "5", None),
    ("12 people died and many fled.", "12 people", "12", 12),
    ("Dozens of people died.", "Dozens of people", "dozens", None),
    ("The army arrested 9 men after the killing.", "9 men", "9", None),
])  # fmt: skip
def test_only_the_dead_are_counted(text: str, words: str, number: str, dead: int | None) -> None:
    statement = claim(text, 0, text.split()[1], "ASSAULT", actor=(), what=[(words, "people")])
    [quantity] = statement.what
    counted = msgspec.structs.replace(statement, what=(msgspec.structs.replace(quantity, quantity=number),))
    assert fatalities(Document("d", text), counted) == dead


def test_interactions_are_in_order() -> None:
    assert interaction(("Civilians", "State forces")) == "State forces-Civilians"
    assert interaction(("Civilians", "External/Other forces")) == "External/Other forces-Civilians"
    assert interaction(("", "Rebel group")) == "Rebel group only" and interaction(("", "")) == ""
    assert _seconds(None) is None


# --- days, parties, cells ---------------------------------------------------------------------------------------------


def dated(day: str | None, interval: Interval | None, **more: Any) -> days.Day:
    text = "Chad attacked the rebels."
    statement = msgspec.structs.replace(claim(text, 0, "attacked", "ASSAULT", actor=()), when_interval=interval, **more)
    return days.day_of(Document("d", text, published=day), statement)


def test_the_day_of_an_event() -> None:
    exact = Interval("2021-03-02", "2021-03-02", "day")
    week, year = Interval("2021-03-01", "2021-03-07", "week"), Interval("2019-01-01", "2019-12-31", "year")
    assert dated("2021-03-12", exact) == ("2021-03-02", "event")
    assert dated(None, exact) == ("2021-03-02", "event")
    assert dated("2021-03-12", None) == ("2021-03-12", "publication")
    assert dated("2021-03-12", week) == ("2021-03-12", "publication")  # last week
    assert dated("2021-03-12", year) == ("", days.ELSEWHEN)
    assert dated("2021-03-12", Interval(None, "2021-03-12", "day", basis="default")).basis == "publication"
    assert dated("2021-03-12", None, background=True) == ("", days.HISTORY)
    assert dated("2021-03-12", exact, background=True) == ("2021-03-02", "event")
    assert dated(None, None) == ("", days.UNDATED)
    assert dated("2021-03-12", None, when="2021-03-05") == ("2021-03-05", "event")
    old = Interval("-0043-03-15", "-0043-03-15", "day")
    assert dated("2021-03-12", old) == ("", days.ELSEWHEN) and dated("12 March", None) == ("", days.UNDATED)


def pairs_of(actor: list[Named], recipient: list[Named]) -> list[tuple[str | None, str | None]]:
    text = " ".join(words for words, _, _ in actor + recipient) + " met."
    statement = claim(text, 0, "met", "CONSULT", actor=actor, recipient=recipient)
    found = parties.pairs(Document("d", text), statement)
    return [(one and one.name, other and other.name) for one, other in found]


def test_no_pair_is_of_one_party() -> None:
    rus, ukr, usa = ("Moscow", "RUS", None), ("Kyiv", "UKR", None), ("Washington", "USA", None)
    assert pairs_of([rus, ukr], []) == [("Russia", "Ukraine"), ("Ukraine", "Russia")]
    assert pairs_of([rus, usa], [ukr, rus]) == [("Russia", "Ukraine"), ("United States", "Ukraine"),
                                               ("United States", "Russia")]  # fmt: skip
    assert pairs_of([rus], []) == [("Russia", None)] and pairs_of([], [ukr]) == [(None, "Ukraine")]
    assert pairs_of([rus, ("Kremlin", "RUS", None)], []) == [("Russia", None)]  # one party, named twice
    jem, sla = ("JEM", "SDN REB", "Justice and Equality"), ("SLA", "SDN REB", "Liberation Army")
    assert len(pairs_of([jem], [sla])) == 1  # two groups with one code are two parties


@pytest.mark.parametrize(("code", "expected"), [
    ("RUS", Cameo("RUS", "RUS", "", ())), ("RUS GOV", Cameo("RUSGOV", "RUS", "", ("GOV",))),
    ("TUR JRN", Cameo("TURMED", "TUR", "", ("MED",))), ("TUR MED", Cameo("TURHLH", "TUR", "", ("HLH",))),
    ("ROU", Cameo("ROM", "ROM", "", ())), ("UNO", Cameo("IGOUNO", "", "UNO", ("IGO",))),
    ("EUR", Cameo("IGOEUREEC", "EUR", "EEC", ("IGO",))), ("UKR PRE MIL", Cameo("UKRSEPMIL", "UKR", "", ("SEP", "MIL"))),
    ("REB", Cameo("REB", "", "", ("REB",))), ("UNK", Cameo()), (None, Cameo()),
])  # fmt: skip
def test_parties_in_cameo(code: str | None, expected: Cameo) -> None:
    document = Document("d", "They")
    assert parties.cameo(parties.party(document, Mention(Span(0, 4), "They", code))) == expected


@settings(deadline=None, max_examples=60)  # each writes a file
@drawn(st.lists(st.one_of(st.none(), st.text(), st.floats(allow_nan=False), st.integers()), min_size=10, max_size=10))
def test_a_row_is_a_line(tmp_path_factory: pytest.TempPathFactory, cells: list[Any]) -> None:
    path = tmp_path_factory.mktemp("tabs") / "x.txt"
    assert write_tabbed(path, "petrarch2", [cells], "None") == 1
    line = path.read_bytes().decode()
    assert line.endswith("\n") and len(line[:-1].splitlines()) == 1 and len(line[:-1].split("\t")) == 10
    assert all(line[:-1].split("\t")) and '"' not in line


def test_cells_are_counted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="petrarch2: 1 cells in 10 columns"):
        write_tabbed(tmp_path / "x", "petrarch2", [["a"]])
    assert cell(-9.5) == "-9.5" and cell(None, "NA") == "NA" and joined(["", "a;b"]) == "None; a,b"


def test_sentences_are_counted() -> None:
    text = "One came. Two went! “Three?” Four left.\n\nFive stayed"
    for number, word in enumerate(("One", "Two", "Three", "Four", "Five"), 1):
        at = text.index(word)
        statement = msgspec.structs.replace(claim(text, 0, word, actor=()), evidence=(Span(at, at + len(word)),))
        assert acts.sentence_number(Document("d", text), statement) == number


# --- the tables -------------------------------------------------------------------------------------------------------


def test_the_tables_hold_together() -> None:
    types, sectors = event_types(), read_toml("cameo_actors.toml")["sectors"]
    for entry in read_toml("acled.toml")["event"]:
        assert set(entry.get("mode", ())) - {""} <= set(types[entry["event"]].get("modes", {}))
        assert set(entry.get("against", ())) <= {"armed", "protesters", "others"}
    inter = read_toml("acled.toml")["inter"]
    assert set(inter["sectors"].values()) <= set(inter["order"])
    from dateline.codes import BODIES, SECTORS

    assert set(sectors) == set(SECTORS) | {"PRE"}
    assert set(read_toml("icews.toml")["sectors"]) >= set(SECTORS) | {"PRE"} | BODIES
    assert set(read_toml("cameo_actors.toml")["bodies"]) >= BODIES
    assert all(name and (weight is None or -10 <= weight <= 10) for name, weight in cameo_names().values())


def test_codes_of_countries() -> None:
    assert country("DEU")._replace(name="") == ("GM", "255", "DEU", "276", "")
    assert country("ZZZ") == ("", "", "", "", "")
    fips = [c.fips for c in countries().values() if c.fips]
    cow = [c.cow for c in countries().values() if c.cow]
    assert len(fips) == len(set(fips)) and all(len(code) == 2 for code in fips)
    assert len(cow) == len(set(cow)) == 195


def test_columns_are_those_of_the_formats(shared: Path) -> None:
    facts = json.loads((shared / "bench" / "events" / "formats.json").read_text(encoding="utf-8"))
    of = {"polecat": "polecat", "icews": "icews", "petrarch2": "petrarch2", "acled": "acled",
          "gdelt_events": "gdelt2_events", "gdelt_mentions": "gdelt2_mentions"}  # fmt: skip
    for ours, theirs in of.items():
        given_names = [c if isinstance(c, str) else c["name"] for c in facts[theirs]["columns"]]
        assert list(columns(ours)) == given_names, ours
    assert len(columns("phoenix")) == facts["phoenix"]["n"]


def test_the_guide_reads_them_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of Python in docs/exports.md runs, on the files that the formats write."""
    guide = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) for line in block.splitlines()]
    monkeypatch.chdir(folder)
    read = {line: eval(line, {"pandas": pd, "duckdb": duckdb}) for line in lines if not line.startswith("#")}
    assert len(read) == 14 and all(len(table) for table in read.values())
    for format in EVENTS:
        assert f"`{format.name}`" in guide, format.name
