"""Triples of others, held against texts: every verdict, every way to give texts, every exit code."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.samples import sample_reports
from tests.small_reports import KOREA, RUSSIA, enter, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.cli.verify import exit_code
from dateline.engine.local import safe_read
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.types import Document
from dateline.verifying.checking import Checked, check, check_all
from dateline.verifying.finding import Source, finder, given_documents
from dateline.verifying.quotes import find_quote
from dateline.verifying.table import claimed, names
from dateline.verifying.triples import Triple, read_triples

TEXT = ("Russia attacked Ukraine with forty drones. Officials said Serbia had shelled Kosovo on 3 May 2024. "
        "Moscow denied that it had shelled Kharkiv. Iran threatened to attack Israel. Kenya accused Somalia of bombing "
        "a market. North Korea may supply shells to Russia. France promised to send grain to Sudan. Turkey’s foreign "
        "minister met his Greek counterpart in Athens. Rebels killed 12 soldiers in northern Mali.")


@pytest.fixture(scope="module")
def source(know: Knowledge) -> Source:
    document = Document("d", TEXT, published="2024-05-06")
    return Source(document, safe_read(document, know).statements)


def held(source: Source, know: Knowledge, actor: str, recipient: str | None, event: str | None, quote: str | None,
         **more: str) -> Checked:
    to = (recipient,) if recipient else ()
    triple = Triple("t:1", actor=(actor,), recipient=to, event=event, quote=quote, **more)
    return check(triple, source, know)


DRONES = "Russia attacked Ukraine with forty drones."


@pytest.mark.parametrize(("actor", "recipient", "event"), [
    ("Russia", "Ukraine", "attacked"), ("RUS", "UKR", "ASSAULT"), ("Moscow", "Kyiv", "bombing"),
    ("the Russian government", "Ukraine", "195"), ("Russia", "Ukraine", "military_strike"), ("Russia", None, "attack"),
    ("Russia", "Ukraine", None), ("RUS MIL", "UKR", "ASSAULT.drone"),
])  # fmt: skip
def test_what_holds(source: Source, know: Knowledge, actor: str, recipient: str | None, event: str | None) -> None:
    found = held(source, know, actor, recipient, event, DRONES)
    assert (found.verdict, found.verbatim, found.direction, found.status) == ("holds", "exact", "right", "agrees")
    assert found.event == ("agrees" if event else "not given")
    assert TEXT[found.start : found.end] == DRONES == found.passage
    assert found.dateline and "ASSAULT" in found.dateline and found.statement_id
    assert found.sentence == TEXT[found.sentence_start : found.sentence_end]


def test_swapped(source: Source, know: Knowledge) -> None:
    found = held(source, know, "Ukraine", "Russia", "attacked", DRONES)
    assert (found.verdict, found.direction) == ("does not hold", "swapped")
    assert found.why == "The other way round: Dateline reads Russia (RUS) → Ukraine (UKR) ASSAULT drone."


def test_two_of_one_side_are_never_swapped(source: Source, know: Knowledge) -> None:
    quote = "Turkey’s foreign minister met his Greek counterpart in Athens."
    for parties in (("Turkey", "Greece"), ("Greece", "Turkey")):
        assert held(source, know, *parties, "met", quote).verdict == "holds"


def test_another_actor_is_no_proof(source: Source, know: Knowledge) -> None:
    found = held(source, know, "China", "Ukraine", "attacked", DRONES)
    assert (found.verdict, found.direction) == ("open", "unclear")
    assert "the text has no “China” by that name" in found.why


@pytest.mark.parametrize(("actor", "recipient", "event", "quote", "because"), [
    ("Iran", "Israel", "attacked", "Iran threatened to attack Israel.", "threatens with it"),
    ("IRN", "ISR", "ASSAULT", "Iran threatened to attack Israel.", "threatens with it"),
    ("Somalia", "Kenya", "bombed", "Kenya accused Somalia of bombing a market.", "accused of it"),
    ("North Korea", "Russia", "provided aid", "North Korea may supply shells to Russia.", "as possible"),
    ("France", "Sudan", "sent grain", "France promised to send grain to Sudan.", "promises it"),
    ("Moscow", "Ukraine", "shelled", "Moscow denied that it had shelled Kharkiv.", "denied by Moscow (RUS)"),
    ("Serbia", "Kosovo", "shelled", "Officials said Serbia had shelled Kosovo", "said by officials"),
])  # fmt: skip
def test_talk_passed_off_as_fact(source: Source, know: Knowledge, actor: str, recipient: str, event: str, quote: str,
                                 because: str) -> None:
    found = held(source, know, actor, recipient, event, quote)
    assert (found.verdict, found.status) == ("does not hold", "talk as fact"), found
    assert because.casefold() in found.why.casefold()


@pytest.mark.parametrize(("actor", "recipient", "event", "text"), [
    ("the United Nations", "Russia", "helped", "The United Nations promised Russia help with the harvest."),
    ("Sweden", "Latvia", "supports", "Sweden promised in Oslo to support Latvia’s bid for the seat."),
    ("Ghana", "Togo", "military response against", "Ghana threatened Togo with a military response."),
    ("Germany", "Chad", "sold lorries", "Germany may sell forty lorries to Chad."),
    ("Germany", "Chad", "delivered aid", "Germany will deliver aid to Chad."),
])  # fmt: skip
def test_words_for_the_act_in_words_about_it(know: Knowledge, actor: str, recipient: str, event: str,
                                             text: str) -> None:
    document = Document("d", text, published="2024-05-06")
    found = held(Source(document, safe_read(document, know).statements), know, actor, recipient, event, text)
    assert (found.verdict, found.status) == ("does not hold", "talk as fact"), found


@pytest.mark.parametrize("text", [
    "Ghana agreed on a budget and attacked the rebels of Togo.",
    "Ghana threatened the envoy of Togo after it had attacked Togo.",
])
def test_an_act_beside_words_that_was_not_read_is_no_talk(know: Knowledge, text: str) -> None:
    document = Document("d", text, published="2024-05-06")
    words = tuple(s for s in safe_read(document, know).statements if s.event in ("AGREE", "THREATEN"))
    assert words
    found = held(Source(document, words), know, "Ghana", "Togo", "attacked", text)
    assert found.verdict == "open" and found.status in ("unclear", "not read"), found


@pytest.mark.parametrize(("actor", "recipient", "event", "quote", "status"), [
    ("Iran", "Israel", "attacked", "Iran threatened to attack Israel.", "threatened"),
    ("North Korea", "Russia", "provided aid", "North Korea may supply shells to Russia.", "possible"),
    ("France", "Sudan", "sent grain", "France promised to send grain to Sudan.", "promised"),
    ("Moscow", "Ukraine", "shelled", "Moscow denied that it had shelled Kharkiv.", "denied"),
    ("Serbia", "Kosovo", "shelled", "Officials said Serbia had shelled Kosovo", "alleged"),
    ("Iran", "Israel", "threatened", "Iran threatened to attack Israel.", "actual"),
])  # fmt: skip
def test_talk_called_talk(source: Source, know: Knowledge, actor: str, recipient: str, event: str, quote: str,
                          status: str) -> None:
    found = held(source, know, actor, recipient, event, quote, status=status)
    assert found.status == "agrees" and found.verdict in ("holds", "open"), found


def test_fact_called_talk_and_words_that_nobody_knows(source: Source, know: Knowledge) -> None:
    assert held(source, know, "Russia", "Ukraine", "attacked", DRONES, status="possible").status == "fact as talk"
    assert held(source, know, "Russia", "Ukraine", "attacked", DRONES, status="reported").status == "fact as talk"
    odd = held(source, know, "Russia", "Ukraine", "attacked", DRONES, status="gnomic")
    assert (odd.status, odd.verdict) == ("unclear", "open") and "gnomic" in odd.why


def test_speaker_date_and_place(source: Source, know: Knowledge) -> None:
    def one(**more: str) -> Checked:
        return held(source, know, "Serbia", "Kosovo", "shelled",
                    "Officials said Serbia had shelled Kosovo on 3 May 2024.", **more)

    assert one(speaker="officials").verdict == "holds"
    assert one(speaker="officials", when="2024-05-03").date == one(speaker="officials", when="2024-05").date == "right"
    wrong = one(speaker="officials", when="2022-02-24")
    assert (wrong.verdict, wrong.date) == ("does not hold", "other") and "2024-05-03" in wrong.why
    assert one(speaker="officials", when="03/04/2024").date == "unclear"
    met = "Turkey’s foreign minister met his Greek counterpart in Athens."
    places = {where: held(source, know, "Turkey", "Greece", "met", met, where=where).place
              for where in ("Athens", "Greece", "Berlin", "Thessaloniki")}
    assert places == {"Athens": "right", "Greece": "right", "Berlin": "other", "Thessaloniki": "unclear"}


def test_a_named_speaker_who_is_another(know: Knowledge) -> None:
    text = "The Treasury said the United States had imposed sanctions on North Korea. The ferry sank."
    document = Document("d", text, published="2024-05-06")
    source = Source(document, safe_read(document, know).statements)
    verdicts = {speaker: held(source, know, "USA", "PRK", "SANCTION", text.split(". ")[0], status="reported",
                              speaker=speaker).speaker for speaker in ("the Treasury", "Germany")}
    assert verdicts == {"the Treasury": "right", "Germany": "other"}


def test_what_dateline_did_not_read_is_never_false(source: Source, know: Knowledge) -> None:
    bare = Source(source.document, ())
    for triple in (("Russia", "Ukraine", "attacked"), ("Ukraine", "Russia", "attacked"), ("A", "B", "C")):
        found = held(bare, know, *triple, DRONES, status="possible", speaker="Germany", when="1999", where="Rome")
        assert found.verdict == "open" and found.statement_id is None
        assert {found.direction, found.event, found.status, found.speaker, found.date, found.place} == {"not read"}
        assert "says nothing against it" in found.why


def test_an_absent_quote_fails_whatever_is_read(source: Source, know: Knowledge) -> None:
    found = held(source, know, "Russia", "Ukraine", "attacked", "Russia attacked Ukraine with ninety drones.")
    assert (found.verdict, found.verbatim, found.direction) == ("does not hold", "absent", "right")
    assert found.differs == "the text has “forty” for “ninety”"


def test_a_quote_alone_and_a_triple_without_one(source: Source, know: Knowledge) -> None:
    alone = check(Triple("t", quote="forty drones"), source, know)
    assert (alone.verdict, alone.status, alone.direction) == ("holds", "not given", "not given")
    without = held(source, know, "Russia", "Ukraine", "attacked", None)
    assert (without.verdict, without.verbatim, without.start) == ("holds", "not given", None)


def test_one_sentence_with_a_fact_and_a_denial_holds_for_either(know: Knowledge) -> None:
    text = "Ghana struck Togo, and its envoy denied that Ghana bombed Togo."
    sides: dict[str, Any] = {"actor": [("Ghana", "GHA", None)], "recipient": [("Togo", "TGO", None)]}
    document, reading = report("d", text, "2024-05-06", {"trigger": "struck", "event": "ASSAULT", **sides},
                               {"trigger": "bombed", "event": "ASSAULT", "status": "negated",
                                "voices": [("its envoy", "GHA GOV", None, "denial")], **sides})
    for status in ("actual", "denied"):
        found = held(Source(document, reading.statements), know, "Ghana", "Togo", "ASSAULT", text, status=status)
        assert (found.verdict, found.status) == ("holds", "agrees")


def test_status_words_stand_once() -> None:
    words = [w for listed in names().status.values() for w in listed]
    assert len(words) == len(set(words))
    assert (claimed(None), claimed("REALISED"), claimed("did_not happen"), claimed("x")) == (
        "actual", "actual", "negated", None)


# Files


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def test_every_kind_of_file_and_name(tmp_path: Path) -> None:
    one = {"Subject": {"name": "Russia"}, "OBJECT": ["Ukraine", "Moldova"], "Predicate": "attacked", "Evidence": DRONES,
           "Doc-ID": "d", "happened": True}
    wanted = (("Russia",), ("Ukraine", "Moldova"), "attacked", DRONES, "d", "yes")
    files = [
        write(tmp_path / "a.jsonl", [one]),
        write(tmp_path / "b.json", [[one]]),  # a list
        write(tmp_path / "c.json", [{"doc_id": "d", "triples": [{k: v for k, v in one.items() if k != "Doc-ID"}]}]),
    ]
    table = tmp_path / "d.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerows([["actor", "recipient", "event", "quote", "document", "status"],
                          ["Russia", "Ukraine; Moldova", "attacked", DRONES, "d", "yes"]])
    for path in (*files, table):
        (triple,) = read_triples(path)
        assert (triple.actor, triple.recipient, triple.event, triple.quote, triple.document,
                triple.status) == wanted, path
        assert triple.at.startswith(str(path)) and not triple.fault


def test_bad_rows_have_a_fault_and_stop_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"quote": "x", "text": "x"}\n{"quote"\n[1]\n{"title": "y"}\n{"quote": "z", "text": "z"}\n')
    found = read_triples(path)
    assert [bool(t.fault) for t in found] == [False, True, True, True, False]
    assert "not valid JSON" in found[1].fault and "Fields here: title" in found[3].fault
    assert [t.at.rsplit(":", 1)[1] for t in found] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("name", "content", "said"), [
    ("t.jsonl", "", "holds no triples"), ("t.json", "{", "not valid JSON"), ("t.pdf", "x", "files that end in"),
    ("t.csv", "a,b\n1,2\n", "neither quote nor actor"), ("none.jsonl", None, "no such file"),
])  # fmt: skip
def test_bad_files(tmp_path: Path, name: str, content: str | None, said: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(DatelineError, match=said):
        read_triples(path)


def test_documents_by_id_address_and_file(tmp_path: Path, know: Knowledge) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "drones.txt").write_text(TEXT, encoding="utf-8")
    write(folder / "more.jsonl", [{"id": "x1", "url": "https://example.org/a", "text": TEXT},
                                  {"id": "x2", "url": "https://example.com/a", "text": TEXT}])
    names = ["drones.txt", "drones", "reports/drones.txt", "x1", "https://example.org/a", "a", "nowhere", None]
    triples = [Triple(f"t:{n}", quote=DRONES, document=name) for n, name in enumerate(names)]
    find = finder(know, given_documents(folder, triples))
    verdicts = [c.verdict for c in check_all(triples, find, know)]
    assert verdicts == ["holds"] * 5 + ["not checked"] * 3
    why = [c.why for c in check_all(triples, find, know)]
    assert "several documents are called 'a'" in why[5]
    assert "there is no document 'nowhere'" in why[6] and "there are several" in why[7]


def test_one_document_needs_no_name(tmp_path: Path, know: Knowledge) -> None:
    (tmp_path / "drones.txt").write_text(TEXT, encoding="utf-8")
    triples = [Triple("t:1", quote=DRONES)]
    (found,) = check_all(triples, finder(know, given_documents(tmp_path / "drones.txt", triples)), know)
    assert found.verdict == "holds"


def run(*words: object) -> Any:
    return CliRunner().invoke(app, ["verify", *map(str, words)])


def test_the_command(tmp_path: Path) -> None:
    rows = [
        {"id": "one", "subject": "Russia", "object": "Ukraine", "predicate": "attacked", "quote": DRONES, "text": TEXT},
        {"id": "two", "subject": "Ukraine", "object": "Russia", "predicate": "attacked", "quote": DRONES, "text": TEXT},
        {"id": "three", "subject": "Ghana", "object": "Togo", "predicate": "hugged", "quote": DRONES, "text": TEXT},
    ]
    held, failing, lacking = (write(tmp_path / f"{n}.jsonl", part) for n, part in
                              (("a", rows[:1]), ("b", rows), ("c", [*rows, {"quote": DRONES}])))
    assert (run(held).exit_code, run(failing).exit_code, run(lacking).exit_code) == (0, 1, 2)
    done = run(failing)
    assert "3 triples: 1 hold, 1 do not hold (1 direction swapped), 1 open (1 not read)." in done.stdout
    assert "As reported; not what is true." in done.stdout
    assert "does not hold  Ukraine → Russia, attacked  [two]" in done.stdout
    only = run(failing, "--failing")
    assert "[one]" not in only.stdout and "[two]" in only.stdout and "3 triples" in only.stdout
    assert "it has no text and names no document" in run(lacking).stdout


def test_the_page_shows_true_output(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "verify.md").read_text(encoding="utf-8")
    triples, shown = (page.split(f"```{kind}\n")[1].split("```")[0] for kind in ("json", "text"))
    (tmp_path / "triples.jsonl").write_text(triples, encoding="utf-8")
    printed = run(tmp_path / "triples.jsonl").stdout.splitlines()
    assert [line for line in shown.splitlines() if line not in printed] == []
    assert [line for line in printed if line.strip() and not line.startswith(("    Dateline:", "    Text,"))] == [
        line for line in shown.splitlines() if line.strip()]


def test_the_page_names_every_column_and_known_fields() -> None:
    page = (Path(__file__).parents[1] / "docs" / "verify.md").read_text(encoding="utf-8")
    assert [name for name in Checked.__struct_fields__ if f"`{name}`" not in page and name != "claim"] == []
    rows = page.split("| part |")[1].split("\n\n")[0]
    known = {name for listed in names().fields.values() for name in listed} | set(names().status)
    assert set(re.findall(r"`([^`]+)`", rows)) - known - {";", "--documents", "--ledger"} == set()


def test_strict() -> None:
    assert [exit_code(["holds", "open"], strict) for strict in (False, True)] == [0, 1]
    assert exit_code(["not checked", "does not hold"]) == 2


def test_files_out(tmp_path: Path) -> None:
    triples = write(tmp_path / "t.jsonl", [{"quote": DRONES, "actor": "Russia", "text": TEXT}])
    for name in ("o.csv", "o.jsonl"):
        done = run(triples, "--out", tmp_path / name)
        assert done.exit_code == 0 and "1 triple: 1 hold" in done.stderr
    (row,) = map(json.loads, (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines())
    assert list(row) == list(Checked.__struct_fields__)
    assert TEXT[row["start"] : row["end"]] == DRONES and row["verdict"] == "holds"
    with (tmp_path / "o.csv").open(encoding="utf-8") as handle:
        (flat,) = csv.DictReader(handle)
    assert {k: v or None for k, v in flat.items()} == {k: None if v in (None, "") else str(v) for k, v in row.items()}


def test_against_a_ledger_as_it_was_corrected(tmp_path: Path, know: Knowledge) -> None:
    place = tmp_path / "desk.db"
    text = "Moscow sent grain to Pyongyang. The ferry sank."
    with Ledger(place) as ledger:
        enter(ledger, report("r1", text, "2024-05-06", {"trigger": "sent", "actor": [RUSSIA], "recipient": [KOREA]},
                             url="https://example.org/r1"))
        (row,) = ledger.statements()
    rows = [{"document": name, "actor": "Russia", "recipient": "North Korea", "event": "AID", "quote": text[:31]}
            for name in ("r1", "https://example.org/r1", "r9")]
    path = write(tmp_path / "t.jsonl", rows)
    done = run(path, "--ledger", place, "--format", "jsonl")
    found = [*map(json.loads, done.stdout.splitlines())]
    assert done.exit_code == 2 and [f["verdict"] for f in found] == ["holds", "holds", "not checked"]
    assert {f["statement_id"] for f in found[:2]} == {row["statement_id"]}
    with Ledger(place) as ledger:
        ledger.correct(row["statement_id"], {"status": "planned"}, by="Ada", why="the headline says so")
    done = run(path, "--ledger", place, "--format", "jsonl")
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()][:2] == ["talk as fact"] * 2
    assert "not with both" in str(run(path, "--ledger", place, "--documents", tmp_path).exception)


def test_statements_of_our_own_hold(know: Knowledge) -> None:
    """Dateline's own readings of the sample, written as triples, are never called wrong."""
    checked = []
    for document in sample_reports()[:14]:
        source = Source(document, safe_read(document, know).statements)
        for s in source.statements:
            status = "reported" if s.attribution and s.factuality.status == "actual" else s.factuality.status
            triple = Triple(document.id, actor=tuple(m.text for m in s.actor), event=s.event, status=status,
                            recipient=tuple(m.text for m in s.recipient), quote=s.evidence[0].of(document.text))
            checked.append(check(triple, source, know))
    assert len(checked) > 80
    assert [c for c in checked if c.verdict == "does not hold"] == []
    assert sum(c.verdict == "holds" for c in checked) > 0.9 * len(checked), [c for c in checked if c.verdict != "holds"]


def test_quotes_of_long_texts_are_found_quickly() -> None:
    text = ("The ferry sank off the coast and the crews wept. " * 20_000) + DRONES
    assert find_quote(text, "Russia attacked Ukraine with ninety drones").differs == (
        "the text has “forty” for “ninety”")
