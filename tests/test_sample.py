"""The sample that ships: its stories, origins, incidents and claims are what they are made to show."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.samples import SAMPLE, sample_pages, sample_reports
from tests.small_reports import enter

from dateline import Document, read
from dateline.knowledge import DATA, Knowledge, _digest
from dateline.ledger.book import Ledger
from dateline.sources import open_source

WIRE = {"grain-signing", "grain-signing-saltmarsh", "grain-signing-pell", "grain-signing-quayside"}
HAPPENINGS = (
    WIRE | {"grain-signing-meridian", "odesa-strike-kestrel", "odesa-strike-northlight"},
    {"grain-suspension", "grain-suspension-meridian", "grain-return"},
    {"grain-end", "odesa-second-night"},
    {"sweden-koran-kestrel", "sweden-koran-northlight"},
    {"sweden-vilnius", "sweden-vilnius-meridian"},
    {"sweden-protocol-sent"},
    {"sweden-ratified-meridian"},
    {"sweden-joins"},
    {"kim-warning", "kim-vostochny-meridian", "kim-vostochny-kestrel", "kim-no-deal"},
    {"kim-containers"},
)


@pytest.fixture(scope="module")
def ledger(know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger(str(tmp_path_factory.mktemp("sample") / "demo.db")) as ledger:
        enter(ledger, *((document, read(document, know)) for document in sample_reports()))
        yield ledger


def test_the_reports_pass_the_gate_without_a_remark() -> None:
    items = list(open_source(SAMPLE / "reports.jsonl"))
    assert all(isinstance(item, Document) for item in items)
    assert items == sample_reports()


def test_the_reports_are_whole() -> None:
    reports = sample_reports()
    assert len(reports) == 25
    assert all(r.title and r.publisher and r.published for r in reports)
    assert {urlsplit(r.url or "").hostname for r in reports} == {"example.org"}
    assert all(120 <= len(r.text.split()) <= 350 for r in reports)
    assert [r.id for r in reports if any(ord(c) > 0xFFFF for c in r.text[:60])] == [
        "grain-signing-quayside", "odesa-strike-northlight", "sweden-joins"]


def test_one_report_was_rewritten_at_its_address(ledger: Ledger) -> None:
    first, second = (r for r in sample_reports() if r.id == "sweden-vilnius")
    assert first.url == second.url and first.text != second.text
    told = ledger.statements("document=sweden-vilnius").dicts()
    assert told and all(row["sentence"] in second.text for row in told)


def test_each_happening_is_one_story(ledger: Ledger) -> None:
    found = [{row["document_id"] for row in ledger.story(story["story"]).reports.dicts()}
             for story in ledger.stories().dicts()]
    assert sorted(map(sorted, found)) == sorted(map(sorted, HAPPENINGS))


def test_copies_of_the_wire_report_are_one_origin(ledger: Ledger) -> None:
    origins: dict[str, set[str]] = defaultdict(set)
    for story in ledger.stories().dicts():
        for row in ledger.story(story["story"]).reports.dicts():
            origins[row["origin"]].add(row["document_id"])
    assert [ids for ids in origins.values() if len(ids) > 1] == [WIRE]
    assert len(origins) == 21


def test_statements_of_every_status(ledger: Ledger) -> None:
    rows = ledger.statements().dicts()
    statuses = Counter(row["status"] for row in rows)
    assert len(rows) >= 150
    assert min(statuses[s] for s in ("planned", "possible", "negated")) >= 10
    assert statuses["actual"] < 0.8 * len(rows)
    assert len({row["event"] for row in rows}) >= 14
    assert sum(not row["own_voice"] for row in rows) >= 50


def test_who_says_that_the_port_was_attacked(ledger: Ledger) -> None:
    rows = ledger.incidents(differ=True).dicts()
    (row,) = [r for r in rows if r["event"] == "ASSAULT" and r["first_day"] < "2022-08"]
    whether = {(value.key.split(" ")[0], voice) for slot in ledger.incident(row["incident_id"]).slots
               if slot.name == "whether" for value in slot.values for telling in value.tellings
               for voice in telling.voices}
    assert ("actual", "said by a spokeswoman for Ukraine’s army (UKR MIL)") in whether
    assert ("actual", "said by Russia (RUS)") in whether
    akar = "said by Turkish Defence Minister Hulusi Akar (TUR GOV), as said by the Russians (RUS)"
    assert ("negated", akar) in whether
    assert not any(voice == "as reported" for _, voice in whether)


def test_figures_that_differ(ledger: Ledger) -> None:
    (row,) = [r for r in ledger.incidents(differ=True).dicts() if r["differ"] == "how many"]
    (slot,) = [s for s in ledger.incident(row["incident_id"]).slots if s.name == "how many"]
    assert {value.text for value in slot.values} == {"ten people", "twelve people"}


def test_claims_of_every_kind(ledger: Ledger) -> None:
    kinds = Counter(row["kind"] for row in ledger.claims().dicts())
    assert min(kinds[k] for k in ("promise", "plan", "prediction", "threat", "denial", "accusation")) >= 4
    assert sum(kinds.values()) >= 50


@pytest.mark.parametrize(("words", "bears"), [
    ("to support Sweden’s NATO membership", [
        ("supports", "sweden-protocol-sent"), ("supports", "sweden-ratified-meridian")]),
    ("to hold fire around the ships", [("against", "odesa-strike-kestrel")]),
    ("denied last year that it had ever sold weapons", [("against", "kim-no-deal"), ("against", "kim-containers")]),
])
def test_what_became_of_it(words: str, bears: list[tuple[str, str]], ledger: Ledger) -> None:
    (claim,) = [row for row in ledger.claims().dicts() if words in row["claim"]]
    evidence = ledger.claim(claim["claim_id"]).evidence.dicts()
    assert [(row["direction"], row["document_id"]) for row in evidence] == bears


@pytest.mark.parametrize("page", sample_pages(), ids=lambda p: p.stem)
def test_a_page_holds_its_report(page: Path) -> None:
    (document,) = open_source(page)
    assert isinstance(document, Document)
    (report,) = [r for r in sample_reports() if r.url == document.url]
    assert page.stem == report.id
    assert all(getattr(document, name) == getattr(report, name) for name in ("title", "publisher", "published"))
    assert [line for line in document.text.split("\n") if line] == [report.title, *report.text.split("\n\n")]


@pytest.mark.parametrize("page", sample_pages(), ids=lambda p: p.stem)
def test_a_page_has_what_must_not_run_and_loads_nothing(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    assert all(part in source for part in ("<header", "<nav", "<aside", "<figure", "<script", "onclick=", "HAS RUN"))
    assert all(link.startswith("data:") for link in re.findall(r'src="([^"]*)"', source))


def test_the_sample_is_no_knowledge(tmp_path: Path) -> None:
    shutil.copytree(DATA / "codebook", tmp_path / "codebook")
    before = _digest(tmp_path, "")
    shutil.copytree(SAMPLE, tmp_path / "sample")
    assert _digest(tmp_path, "") == before
