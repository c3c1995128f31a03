"""Maps, networks, graphs of knowledge, citations, calendars: read back by each format's own reader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
import msgspec
import networkx as nx
import pytest
import stix2
from hypothesis import given as examples
from hypothesis import strategies as st
from tests.exported import GOLDEN, given, made, write_golden
from tests.small_reports import report
from tests.told_ledgers import truce
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.exports.calendars import escaped, folded
from dateline.exports.chosen import Exported, Given, Written, choose
from dateline.exports.citations import tex
from dateline.exports.formats import KNOWLEDGE, formats
from dateline.exports.glosses import days, every, voice_names
from dateline.exports.jsonio import printable
from dateline.exports.networks import network
from dateline.exports.nodes import better, by_code, by_name
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.exporting import exported, joined
from dateline.types import Interval, Mention, Span

STATEMENTS = [(r, s) for r, s in every(made())]
TEXTS = {r.document.id: r.document.text for r in made()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("exports")
    write_golden(folder)
    return lambda name: next(folder.glob(f"{name}.*"))


@pytest.fixture(scope="module")
def desk(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return truce(tmp_path_factory.mktemp("desk") / "desk.db", know)


@pytest.mark.parametrize("name", [f.name for f in KNOWLEDGE])
def test_golden(name: str, written: Callable[[str], Path]) -> None:
    """`python -m tests.exported` writes them anew."""
    made_now = written(name)
    assert made_now.read_bytes() == (GOLDEN / made_now.name).read_bytes()


@pytest.mark.parametrize("name", [f.name for f in KNOWLEDGE])
def test_nothing_to_write_is_a_whole_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    written = formats()[name].write(Given(lambda: iter(())), path)
    rows = written.rows if isinstance(written, Written) else written
    assert rows == (1 if name == "stix" else 0)  # the coder itself
    if formats()[name].endings[-1].endswith("json") and name != "ftm":
        json.loads(path.read_text(encoding="utf-8"))
    elif name in ("gexf", "graphml"):
        ET.parse(path)


@pytest.mark.parametrize("name", [f.name for f in KNOWLEDGE])
def test_files_are_text_that_every_reader_takes(name: str, written: Callable[[str], Path]) -> None:
    found = written(name).read_bytes()
    assert b"\\ud83d" not in found.lower()
    assert ("\ufffd" in found.decode()) == (name == "annotations")  # elsewhere one line of plain words


@pytest.mark.parametrize("name", ["geojson", "gexf", "graphml", "annotations", "stix", "ftm", "schemaorg"])
def test_a_report_that_comes_twice_is_written_once(name: str, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    formats()[name].write(Given(lambda: iter(made())), one)
    formats()[name].write(Given(lambda: iter([*made(), *made()])), two)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name, rows, left", [
    ("geojson", 2, 9), ("gexf", 9, 3), ("graphml", 9, 3), ("calendar", 2, 8), ("schemaorg", 7, 9)])
def test_what_is_left_out_is_counted(name: str, rows: int, left: int, tmp_path: Path) -> None:
    written = formats()[name].write(given(), tmp_path / "x")
    assert isinstance(written, Written) and (written.rows, sum(written.left.values())) == (rows, left)


# ---------------------------------------------------------------- maps


def test_geojson_points_only_where_the_place_is_one(written: Callable[[str], Path]) -> None:
    found = json.loads(written("geojson").read_text(encoding="utf-8"))
    point, country = found["features"]
    assert found["type"] == "FeatureCollection"
    assert point["geometry"] == {"type": "Point", "coordinates": [30.7438, 46.4857]}
    assert (point["properties"]["level"], point["properties"]["radius_km"]) == ("point", 10.0)
    assert country["geometry"] is None and country["properties"]["level"] == "country"
    assert "where_lat" not in country["properties"] and country["properties"]["centre_lat"] is None


def test_geojson_carries_status_and_voice(written: Callable[[str], Path]) -> None:
    found = json.loads(written("geojson").read_text(encoding="utf-8"))["features"][1]["properties"]
    assert (found["status"], found["group"], found["own_voice"]) == ("actual", "said", False)
    assert (found["voice_texts"], found["voice_codes"], found["voice_kinds"]) == ("Lavrov", "RUS GOV", "statement")
    assert "said by Lavrov" in found["gloss"] and "as reported by The Gull on 2021-03-03" in found["gloss"]


# ---------------------------------------------------------------- networks


@pytest.mark.parametrize("name, read", [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)])
def test_networks_are_read_back(name: str, read: Callable[[Path], Any], written: Callable[[str], Path]) -> None:
    graph, made_now = read(written(name)), network(made())
    assert graph.is_directed() and graph.is_multigraph()
    assert sorted(graph.nodes) == sorted(made_now.nodes)
    assert graph.number_of_edges() == len(made_now.edges) == 9
    found = {(a, b, d["event"], d["group"]): d for a, b, d in graph.edges(data=True)}
    for line, told in made_now.edges.items():
        edge = found[line.actor, line.recipient, line.event, line.group]
        assert (edge["weight"], edge["statements"]) == (len(told.ids), len(told.ids))
        assert edge["origins"] == len(told.origins)
        assert (edge["first"], edge["last"], edge["sign"]) == (told.first, told.last, told.sign)
    assert graph.nodes["PRK"]["name"] == "North Korea" and graph.nodes["PRK"]["kind"] == "country"


def test_what_happened_and_talk_never_add_up() -> None:
    edges = network(made()).edges
    aid = {line.group: told for line, told in edges.items() if line.event == "AID"}
    assert {group: len(told.ids) for group, told in aid.items()} == {"realised": 1, "talk": 2}
    assert len(aid["talk"].origins) == 1  # the second report copies the first
    both = {(line.actor, line.recipient): line.mutual for line in edges if line.event == "CONSULT"}
    assert both == {("PRK", "RUS"): True, ("RUS", "PRK"): True}
    assert {told.sign for line, told in edges.items() if line.event == "ASSAULT"} == {-1}


def test_signs_and_dates_of_gexf(written: Callable[[str], Path]) -> None:
    spaces = {"g": "http://gexf.net/1.3"}
    root = ET.parse(written("gexf")).getroot()
    assert root.get("version") == "1.3"
    graph = root.find("g:graph", spaces)
    assert graph is not None and (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    dated = [(e.get("start"), e.get("end")) for e in root.iterfind(".//g:edge", spaces)]
    assert len(dated) == 9 and all(a and b and date.fromisoformat(a) <= date.fromisoformat(b) for a, b in dated)


def test_no_node_for_those_who_are_not_known() -> None:
    assert "" not in network(made()).nodes and len(network(made()).nodes) == 3


# ---------------------------------------------------------------- annotations


def test_every_selector_is_anchored_again(written: Callable[[str], Path]) -> None:
    page = json.loads(written("annotations").read_text(encoding="utf-8"))
    assert page["type"] == "AnnotationPage" and page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    texts = {r.document.text_sha256: printable(r.document.text) for r in made()}
    assert len(page["items"]) > 40 and len({a["id"] for a in page["items"]}) == len(page["items"])
    for annotation in page["items"]:
        position, quoted = annotation["target"]["selector"]
        text = texts[annotation["target"]["dl:text_sha256"]]
        assert text[position["start"] : position["end"]] == quoted["exact"]
        whole = quoted["prefix"] + quoted["exact"] + quoted["suffix"]
        at = text.find(whole)
        assert at >= 0 and at + len(quoted["prefix"]) == position["start"]
        assert len(quoted["prefix"]) == min(32, position["start"])


def test_annotations_say_what_is_filled(written: Callable[[str], Path]) -> None:
    items = json.loads(written("annotations").read_text(encoding="utf-8"))["items"]
    said = next(a for a in items if a.get("dl:group") == "said")
    parts = [a for a in items if a.get("dl:of") == said["id"]]
    tags = {a["body"][0]["value"]: a["target"]["selector"][1]["exact"] for a in parts}
    assert tags == {"event": "shelled", "actor": "Kyiv", "recipient": "Moscow", "voice": "Lavrov", "cue": "shelled",
                    "where": "Belarus"}
    assert said["motivation"] == "classifying" and said["dl:voices"][0]["dl:kind"] == "statement"


# ---------------------------------------------------------------- STIX


def test_stix_is_parsed_strictly(written: Callable[[str], Path]) -> None:
    """The library knows properties, types and open vocabularies, and refuses anything else."""
    text = written("stix").read_text(encoding="utf-8")
    bundle = stix2.parse(text, allow_custom=False)
    kinds = {o["type"] for o in bundle.objects}
    assert kinds == {"identity", "location", "note", "report", "grouping", "relationship", "opinion"}
    assert len(json.loads(bundle.serialize())["objects"]) == len(json.loads(text)["objects"])


def test_stix_refers_to_nothing_that_is_not_there(written: Callable[[str], Path]) -> None:
    objects = json.loads(written("stix").read_text(encoding="utf-8"))["objects"]
    ids = [o["id"] for o in objects]
    assert len(set(ids)) == len(ids)
    for o in objects:
        refs = [*o.get("object_refs", ()), *(o[k] for k in ("source_ref", "target_ref", "created_by_ref") if k in o)]
        assert set(refs) <= set(ids), o["id"]
        assert o["created"] <= o["modified"] and o["spec_version"] == "2.1"
        assert re.fullmatch(r"[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", o["id"])
        if "stop_time" in o:
            assert o["start_time"] < o["stop_time"]


def test_stix_tells_talk_from_fact(written: Callable[[str], Path]) -> None:
    objects = json.loads(written("stix").read_text(encoding="utf-8"))["objects"]
    note = next(o for o in objects if "group:said" in o.get("labels", ()) and o["type"] == "note")
    assert note["authors"] == ["Sergei Lavrov"] and note["content"] == "Kyiv shelled Belgorod, Lavrov said in Belarus."
    assert note["confidence"] == 90 and "said by Lavrov" in note["abstract"]
    assert {o["relationship_type"] for o in objects if o["type"] == "relationship"} == {"related-to"}
    opinions = [o for o in objects if o["type"] == "opinion"]
    assert [o["opinion"] for o in opinions] == ["disagree", "disagree"]
    assert [o["authors"] for o in opinions] == [["Sergei Lavrov"], ["Kyiv"]]
    assert "it happened" in opinions[0]["explanation"]
    assert not {"threat-actor", "attack-pattern", "campaign", "incident"} & {o["type"] for o in objects}


def test_stix_dates_are_those_of_the_reports(written: Callable[[str], Path]) -> None:
    objects = json.loads(written("stix").read_text(encoding="utf-8"))["objects"]
    found = {o["name"]: o for o in objects if o["type"] == "report"}
    assert found["Talks"]["published"] == "2021-03-04T00:00:00.000Z"
    assert found["Grain {for} Pyongyang_1 & more"]["modified"] == "2021-03-06T00:00:00.000Z"
    undated = [o for o in objects if o["type"] == "grouping" and o.get("description") == "A report of unknown date."]
    assert [o["name"] for o in undated] == ["old"]
    place = next(o for o in objects if o["type"] == "location" and o.get("country") == "BY")
    assert "latitude" not in place


# ---------------------------------------------------------------- FollowTheMoney


def test_ftm_is_read_by_its_own_model(written: Callable[[str], Path]) -> None:
    followthemoney = pytest.importorskip("followthemoney", reason="pip install 'dateline[interop]'")
    lines = written("ftm").read_text(encoding="utf-8").splitlines()
    proxies = [followthemoney.model.get_proxy(json.loads(line), cleaned=False) for line in lines]
    ids = {p.id for p in proxies}
    assert len(ids) == len(lines)
    for line, proxy in zip(lines, proxies, strict=True):
        proxy.schema.validate(json.loads(line))
        for name, values in json.loads(line)["properties"].items():
            assert sorted(proxy.get(name)) == sorted(values), name  # the model's own cleaning throws nothing away
            if name in ("involved", "proof", "subject", "object"):
                assert set(values) <= ids
    assert {p.schema.name for p in proxies} == {"Article", "Event", "PublicBody", "Person", "UnknownLink"}


def test_ftm_names_say_how_it_is_told(written: Callable[[str], Path]) -> None:
    found = [json.loads(line) for line in written("ftm").read_text(encoding="utf-8").splitlines()]
    events = {e["properties"]["recordId"][0]: e["properties"] for e in found if e["schema"] == "Event"}
    assert set(events) == {s.id for _, s in STATEMENTS}
    for _, statement in STATEMENTS:
        name = events[statement.id]["name"][0]
        voiced = "own voice" not in name
        assert voiced == bool(statement.attribution)
        assert {"actual": "as having happened", "planned": "as planned", "possible": "as possible",
                "negated": "as not happening"}[statement.factuality.status] in name  # fmt: skip
    assert [e["date"] for e in events.values() if e.get("date") == ["1920"]]


# ---------------------------------------------------------------- schema.org


def test_claims_have_a_voice_and_reviews_a_person(written: Callable[[str], Path]) -> None:
    graph = json.loads(written("schemaorg").read_text(encoding="utf-8"))["@graph"]
    claims = [t for t in graph if t["@type"] == "Claim"]
    assert len(claims) == sum(bool(s.attribution) for _, s in STATEMENTS) == 2
    assert claims[0]["author"] == {"@type": "Person", "name": "Sergei Lavrov", "description": "Lavrov",
                                   "identifier": "RUS GOV"}  # fmt: skip
    assert claims[0]["appearance"]["@id"] in {t["@id"] for t in graph if t["@type"] == "NewsArticle"}
    assert [c["dl:status"] for c in claims] == ["actual", "negated"]
    review = next(t for t in graph if t["@type"] == "ClaimReview")
    assert review["author"]["name"] == "Ada Lee" and review["reviewRating"]["alternateName"] == "unverifiable"
    assert review["itemReviewed"] == [{"@id": claims[0]["@id"]}]


@pytest.mark.parametrize("name, vocabulary", [("schemaorg", "https://schema.org/"),
                                              ("annotations", "http://www.w3.org/ns/oa#")])
def test_json_ld_is_read_as_a_graph(name: str, vocabulary: str, written: Callable[[str], Path]) -> None:
    """With a stand-in for the published context, which has to be fetched: every key becomes a property."""
    rdflib = pytest.importorskip("rdflib", reason="pip install 'dateline[interop]'")
    page = json.loads(written(name).read_text(encoding="utf-8"))
    terms = {"id": "@id", "type": "@type"} if name == "annotations" else {}
    page["@context"] = [{"@vocab": vocabulary, **terms}, page["@context"][1]]
    graph = rdflib.Graph().parse(data=json.dumps(page), format="json-ld")
    own = rdflib.Namespace("urn:x-dateline:")
    assert len(list(graph.objects(None, own.status))) == (2 if name == "schemaorg" else len(STATEMENTS))
    if name == "schemaorg":
        assert [str(o) for o in graph.objects(None, rdflib.SDO.dateline)] == ["ODESA, March 3"]
        claims = list(graph.subjects(rdflib.RDF.type, rdflib.SDO.Claim))
        articles = set(graph.subjects(rdflib.RDF.type, rdflib.SDO.NewsArticle))
        assert len(claims) == 2 and {graph.value(c, rdflib.SDO.appearance) for c in claims} <= articles


def test_without_a_judgement_there_is_no_review(tmp_path: Path) -> None:
    formats()["schemaorg"].write(Given(lambda: iter(made())), tmp_path / "x")
    assert "ClaimReview" not in (tmp_path / "x").read_text(encoding="utf-8")


# ---------------------------------------------------------------- calendars


def test_the_calendar_is_read_back(written: Callable[[str], Path]) -> None:
    calendar = icalendar.Calendar.from_ical(written("calendar").read_bytes())
    grain, talks = calendar.walk("VEVENT")
    assert (grain["DTSTART"].dt, grain["DTEND"].dt) == (date(2021, 3, 9), date(2021, 3, 10))
    assert (talks["DTSTART"].dt, talks["DTEND"].dt) == (date(2021, 3, 15), date(2021, 3, 22))
    assert {str(e["STATUS"]) for e in (grain, talks)} == {"TENTATIVE"}
    assert str(grain["SUMMARY"]).endswith("planned, as reported by The Gull on 2021-03-03 and 1 more")
    assert "50% more grain & oil to Pyongyang on 9 March" in grain["DESCRIPTION"]
    assert "https://mirror.example/g" in grain["DESCRIPTION"] and "own voice" in grain["DESCRIPTION"]
    assert grain["DTSTAMP"].dt.date() == date(2021, 3, 3)
    assert not calendar.errors and not [e for e in calendar.walk() if e.errors]


def test_only_what_is_announced_is_in_the_calendar(written: Callable[[str], Path]) -> None:
    """Not a year, not what lay in the past when the report came out, not what took place."""
    calendar = icalendar.Calendar.from_ical(written("calendar").read_bytes())
    summaries = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert len(summaries) == 2 and not [s for s in summaries if "COOPERATE" in s]


@examples(st.text(max_size=300))
def test_any_text_is_escaped_and_folded(words: str) -> None:
    lines = folded(f"SUMMARY:{escaped(words)}")
    assert all(len(line) <= 75 for line in lines.split(b"\r\n")) and lines.endswith(b"\r\n")
    back = icalendar.Event.from_ical(b"BEGIN:VEVENT\r\n" + lines + b"END:VEVENT\r\n")
    clean = "".join(c if c == "\n" or (c >= " " and c != "\x7f") else " " for c in words)
    assert str(back["SUMMARY"]) == re.sub("[\ud800-\udfff]", "\ufffd", clean)


# ---------------------------------------------------------------- citations


def test_bibtex_is_well_formed(written: Callable[[str], Path]) -> None:
    """Keys are unique, braces balance in every field, and no character is left that TeX takes for a command."""
    text = written("bibtex").read_text(encoding="utf-8")
    entries = re.findall(r"^@(article|misc)\{([a-z0-9-]+),\n((?:  .*\n)+)\}$", text, re.MULTILINE)
    assert len(entries) == text.count("\n@") + 1 == 4 and len({key for _, key, _ in entries}) == 4
    for _, _, body in entries:
        for name, value in re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE):
            bare = re.sub(r"\\textbackslash\{\}|\\text\w+\{\}|\\[{}$&#%_]", "", value)
            assert bare.count("{") == bare.count("}")
            if name != "url":
                assert not re.search(r"[\\$&#%_^~]", bare)
    assert r"Grain \{for\} Pyongyang\_1 \& more" in text and "author = {{Ana and Co} and {Bo Å.}}" in text


@examples(st.text(max_size=80))
def test_tex_leaves_no_command(words: str) -> None:
    bare = re.sub(r"\\textbackslash\{\}|\\textascii\w+\{\}|\\[{}$&#%_]", "", tex(words))
    assert not re.search(r"[\\{}$&#%_^~]", bare)


def test_csl_passages_have_locators(written: Callable[[str], Path]) -> None:
    items = json.loads(written("csl").read_text(encoding="utf-8"))
    assert [i["type"] for i in items] == ["article-newspaper"] * 4 and len({i["id"] for i in items}) == 4
    assert items[0]["issued"] == {"date-parts": [[2021, 3, 3]]} and "issued" not in items[3]
    texts = list(TEXTS.values())
    for item, text in zip(items, texts, strict=True):
        for passage in item["custom"]["passages"]:
            assert passage["locator"] == f"characters {passage['start']}–{passage['end']}"
            assert text[passage["start"] : passage["end"]][:9] == passage["quote"][:9]
    keys = re.findall(r"^@\w+\{([^,]+),", written("bibtex").read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == [i["id"] for i in items]


# ---------------------------------------------------------------- out of a ledger


def test_a_ledger_gives_outcomes_and_differences(know: Knowledge, tmp_path: Path) -> None:
    with Ledger(truce(tmp_path / "desk.db", know)) as ledger:
        claim = ledger.claims().dicts()[0]["claim_id"]
        ledger.set_outcome(claim, "unverifiable", by="Ada Lee", note="No other source.")
        with ledger.reading() as connection:
            found = joined(connection)
            reports = list(exported(connection))
    ids = {s.id for _, s in every(reports)}
    assert [(j.claim, j.outcome, j.by) for j in found.judged] == [(claim, "unverifiable", "Ada Lee")]
    assert set(found.judged[0].statements) <= ids
    assert {"it happened", "it did not happen"} <= {d.value for d in found.differences if d.slot == "whether"}
    assert {"12 soldiers", "25 soldiers"} == {d.value for d in found.differences if d.slot == "how many"}
    assert all({*d.statements, *d.against} <= ids for d in found.differences)
    assert all(len({d.statements, d.against}) == 2 for d in found.differences)


@pytest.mark.parametrize("name", [f.name for f in KNOWLEDGE])
def test_the_command_writes_each_format(name: str, desk: Path, tmp_path: Path) -> None:
    out = tmp_path / f"x{formats()[name].endings[0]}"
    told = CliRunner().invoke(app, ["export", name, "--ledger", str(desk), "--out", str(out)])
    announced = name == "calendar"  # nothing is announced there
    assert told.exit_code == int(announced) and out.stat().st_size > 100, told.output
    if name == "stix":
        bundle = stix2.parse(out.read_text(encoding="utf-8"), allow_custom=False)
        assert len([o for o in bundle.objects if o["type"] == "opinion"]) == 5


# ---------------------------------------------------------------- what they share


def test_all_formats_hold_talk_and_groups_can_be_left_out() -> None:
    assert all(f.holds_talk for f in KNOWLEDGE)
    kept = Given(lambda: choose(made(), frozenset({"realised"})))
    assert {line.group for line in network(kept.reports()).edges} == {"realised"}


def test_days_of_background_are_not_those_of_the_report() -> None:
    document, reading = report("a", "Moscow sent grain. ", "2021-03-04", {"trigger": "sent", "background": True,
                                                                           "actor": ()})
    assert days(document, reading.statements[0]) is None
    news = msgspec.structs.replace(reading.statements[0], background=False)
    assert days(document, news) == ("2021-03-04", "2021-03-04", "publication")
    bounds = Interval("2021-02-01", "2021-03-04", "day", basis="default")  # tense alone: no time that anybody told
    assert days(document, msgspec.structs.replace(news, when_interval=bounds)) == days(document, news)
    since = Interval("2021-03-01", None, "day")
    told = days(document, msgspec.structs.replace(news, when_interval=since))
    assert told == ("2021-03-01", "2021-03-04", "event")


def test_authors_are_names_and_never_pronouns() -> None:
    text = "He is said to have sent grain, and it denied that."
    voices = [("He", "RUS GOV", None, "statement"), ("it", "UKR", None, "denial")]
    document, reading = report("a", text, None, {"trigger": "is said", "actor": (), "voices": voices})
    said = reading.statements[0].attribution[0]
    nobody = msgspec.structs.replace(said, code=None, span=said.cue)
    statement = msgspec.structs.replace(reading.statements[0], attribution=(*reading.statements[0].attribution, nobody))
    assert voice_names(document, statement) == ["Russia (government)", "Ukraine", "nobody named (“is said”)"]


def test_what_is_known_of_somebody_once_holds_throughout() -> None:
    span = Span(0, 5)
    lists = Mention(span, "Putin", "RUS GOV", "Vladimir Putin", "actors/offices.csv:1")
    text = Mention(span, "Putin", "RUS GOV", "Vladimir Putin", "text.introduction")
    west = Mention(span, "West", "REG", "the West", "actors/names.csv:1")
    known, named = by_name(lists), by_name(text)
    assert known and named and (known.kind, named.kind) == ("person", "named")
    assert better(known, named) == better(named, known) == known
    assert by_name(west) == by_code(west) and by_name(msgspec.structs.replace(west, code=None, name=None)) is None


def test_undated_announcements_are_stamped_apart(tmp_path: Path) -> None:
    pair = report("a", "Moscow will send grain on 9 March 2021.", None,
                  {"trigger": "send", "actor": (), "status": "planned", "when": "2021-03-09",
                   "interval": ("2021-03-09", "2021-03-09")})  # fmt: skip
    assert formats()["calendar"].write(Given(lambda: iter([Exported(*pair)])), tmp_path / "x.ics") == (1, {}, ())
    assert b"DTSTAMP:19700101T000000Z" in (tmp_path / "x.ics").read_bytes()
    assert given().runs
