"""Workers, limits, quarantine, resuming: one archive on one machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine_tools import HALF, POISON, RUN, TOLD, archive, digests, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.engine import store
from dateline.engine.coded import Coded, coded, failed, packed, readdressed, reading_of, sameness, unpacked
from dateline.engine.crew import Crew
from dateline.engine.keeping import WAITING, Keeper
from dateline.engine.local import read_many, safe_read
from dateline.engine.worker import MB, Limits, Setup, size_in_bytes
from dateline.errors import DatelineError, KnowledgeError
from dateline.knowledge import Knowledge, Origin
from dateline.ledger.book import Ledger
from dateline.ledger.runs import reasons
from dateline.types import Document, Issue, Reading

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits are kept by the kernel of Linux")


def code(documents: list[Document], setup: Setup, workers: int = 1) -> list[Coded]:
    with Crew(setup, workers) as crew:
        return [made for _, made in crew.code(documents)]


def fake(document: Document) -> Coded:
    return coded(Reading(document.id, document.text_sha256, ()))


def test_a_worker_reads_as_this_process_does(know: Knowledge) -> None:
    documents = [report(n) for n in range(20)] + [report("half", HALF)]
    expected = [safe_read(document, know) for document in documents]
    assert sum(len(r.statements) for r in expected) > 20
    for workers in (1, 2):
        assert [reading_of(m) for m in code(documents, Setup(), workers)] == expected
    assert [r for _, r in read_many(documents[:3], know, 2)] == expected[:3]


@linux
@pytest.mark.parametrize(("limits", "why"), [
    (Limits(seconds=1.0), "more than the 1 seconds"), (Limits(memory=450 * MB), "died twice"),
])
def test_poison_stands_alone(limits: Limits, why: str) -> None:
    documents = [*map(report, range(3)), POISON, *map(report, range(3, 9))]
    made = code(documents, Setup(limits=limits))
    assert [m.quarantined for m in made] == [d.id == "poison" for d in documents]
    [issue] = reading_of(made[3]).issues
    assert issue.stage == "quarantine" and issue.severity == "error" and why in issue.message
    assert "--retry" in issue.message and made[3].failed
    assert all(m.statements for m, d in zip(made, documents, strict=True) if "praised" in d.text)


def test_a_worker_that_is_killed_takes_nothing_with_it() -> None:
    documents = [report(n) for n in range(60)]
    with Crew(Setup(), 1) as crew:
        results = crew.code(documents)
        made = [next(results)[1]]
        [worker] = crew._workers
        assert worker._process
        os.kill(worker._process.pid, signal.SIGKILL)
        made += [m for _, m in results]
    assert len(made) == 60 and not any(m.failed for m in made)


def test_workers_that_cannot_start_say_why(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match="too few"):
        code([report(1)], Setup(limits=Limits(memory=64 * MB)))
    with pytest.raises(FileNotFoundError, match=r"actors\.csv"):
        code([report(1)], Setup(Origin(actors=tmp_path / "actors.csv")))
    with pytest.raises(KnowledgeError, match=tmp_path.name):
        code([report(1)], Setup(Origin(codebooks=(tmp_path,))))


def test_stopping_does_not_wait_for_the_work() -> None:
    with Crew(Setup(), 2) as crew:
        next(crew.code(report(n) for n in range(1000)))
        processes = [w._process for w in crew._workers if w._process]
        began = time.monotonic()
    assert time.monotonic() - began < 5 and all(p.poll() is not None for p in processes)


@pytest.mark.parametrize(("words", "size"), [("2GB", 2 * 1024 * MB), ("800 MB", 800 * MB), ("1.5g", 1536 * MB)])
def test_sizes(words: str, size: int) -> None:
    assert size_in_bytes(words) == size
    with pytest.raises(DatelineError, match="--max-memory"):
        size_in_bytes(f"{words}x")


def test_what_is_the_same_to_a_reader_is_read_the_same(know: Knowledge) -> None:
    first = report(1, url="https://gull.example/a", publisher="The Gull")
    other = msgspec.structs.replace(
        first, id="other", url="https://gull.example/b?c=1", language="xx", authors=("A. Writer",), agency="Wire",
        updated="2022-03-02")
    assert sameness(first) == sameness(other)
    made = readdressed(coded(safe_read(first, know)), other)
    assert reading_of(made) == safe_read(other, know) and made.reading == coded(safe_read(other, know)).reading
    for slot in ("text", "title", "publisher", "published", "near", "dateline"):
        assert sameness(msgspec.structs.replace(first, **{slot: "Dublin, Ohio"})) != sameness(first)
    assert sameness(msgspec.structs.replace(first, url="https://tern.example/a")) != sameness(first)


def test_issues_of_a_copy_name_the_copy(know: Knowledge) -> None:
    first = Document("a", TOLD, published="someday")
    made = readdressed(coded(safe_read(first, know)), msgspec.structs.replace(first, id="b"))
    assert {i.document for i in reading_of(made).issues} == {"b"}


@given(st.text(st.characters(), max_size=30))
def test_any_text_survives_packing(text: str) -> None:
    document = Document("a", text, title=text)
    assert unpacked(packed(document), Document) == document
    key, line = store.line_of(document, fake(document))
    record = unpacked(line, store.Record)
    assert record.document == document and bytes.fromhex(record.key) == key and line.count(b"\n") == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=30), st.integers(0, 30))
def test_every_document_is_kept_once_wherever_the_run_breaks(
    tmp_path_factory: pytest.TempPathFactory, given: list[tuple[int, int]], broken: int,
) -> None:
    """Documents of few ids and fewer texts; the run breaks off after some readings, then runs again."""
    folder = tmp_path_factory.mktemp("kept")
    documents = [Document(f"d{name}", f"text {text}") for name, text in given]
    first = Keeper(folder, store.index(folder))
    for number, document in enumerate(first.todo(documents)):
        if number == broken:
            break
        first.keep(document, fake(document))
    first.flush()
    again = Keeper(folder, store.index(folder))
    read = [again.keep(document, fake(document)) for document in again.todo(documents)]
    again.flush()
    records = list(again.records(again.order))
    assert [store.key_of(r.document) for r in records] == again.order
    assert {r.document for r in records} == set(documents) and all(r.reading.document == r.document.id for r in records)
    assert len(read) <= len({d.text for d in documents})


def test_copies_that_fail_are_tried_again_with_their_first(tmp_path: Path) -> None:
    first, copy = Document("a", "x"), Document("b", "x")
    keeper = Keeper(tmp_path, store.index(tmp_path))
    for document in keeper.todo([first, copy]):
        keeper.keep(document, coded(failed(document, "no")))
    keeper.flush()
    assert [r.failed for r in keeper.records(keeper.order)] == [True, True] and keeper.copies == 1
    assert not store.index(tmp_path).places


def test_too_many_copies_do_not_fill_the_memory(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, store.index(tmp_path))
    documents = (Document(str(n), "x") for n in range(3 * WAITING))
    todo = keeper.todo(documents)
    first = next(todo)
    second = next(todo)  # the first is not read yet: the others wait, but not all of them
    assert len(keeper._waiting) == WAITING
    for document in (first, second):
        keeper.keep(document, fake(document))
    assert sum(keeper.keep(document, fake(document)) is None for document in todo) < 3
    keeper.flush()
    assert len(list(keeper.records(keeper.order))) == 3 * WAITING


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["code", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


@linux
def test_quarantine_in_a_folder(tmp_path: Path) -> None:
    source, out, log = tmp_path / "in.jsonl", tmp_path / "out", tmp_path / "log.jsonl"
    rows = [{"id": d.id, "text": d.text, "url": d.url} for d in (report(1), POISON, report(2))]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    said = run(source, "--out", out, "--max-seconds", 1, "--log", log)
    assert "2 read, 1 skipped" in said and "1 put into quarantine" in said
    [row] = [json.loads(line) for line in (out / "quarantine.jsonl").read_text().splitlines()]
    assert (row["id"], row["source"]) == ("poison", "archive/poison.txt") and "--max-seconds" in row["reason"]
    assert "poison" in (out / "issues.jsonl").read_text()
    before = digests(out)
    began = time.monotonic()
    assert "2 read (2 of them in an earlier run), 1 skipped" in run(source, "--out", out, "--max-seconds", 60)
    assert digests(out) == before and time.monotonic() - began < 30  # not tried again
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [e["event"] for e in events] == ["start", "quarantine", "end"] and events[1]["id"] == "poison"
    assert events[2]["documents"] == 2
    run(source, "--out", out, "--max-seconds", 1.5, "--retry")
    assert "more than the 1.5 seconds" in (out / "quarantine.jsonl").read_text()


@linux
def test_quarantine_in_a_ledger(tmp_path: Path) -> None:
    source, place = tmp_path / "in.jsonl", tmp_path / "desk.db"
    source.write_text("".join(json.dumps({"id": d.id, "text": d.text}) + "\n" for d in (report(1), POISON)))
    for retry in ([], [], ["--retry"]):
        said = run(source, "--ledger", place, "--max-seconds", 1, *retry)
        assert "1 read" in said and "1 skipped" in said and "Put into quarantine" in said
    with Ledger(place) as ledger, ledger.reading() as connection:
        texts = [row["message"] for n in (1, 2, 3) for row in reasons(connection, n).dicts()]
        assert len(texts) == 3 and len(set(texts)) == 1
    run(source, "--ledger", place, "--max-seconds", 2)  # still there: the limit is no part of what a coder is
    source.write_text(json.dumps({"id": "poison", "text": report(2).text}) + "\n")
    assert "1 read, 0 skipped" in run(source, "--ledger", place)


def test_copies_are_read_once_and_told_in_full(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"id": f"{n}{side}", "text": report(n).text} for n in range(1, 9) for side in "abc"]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run(source, "--out", tmp_path / "all", "--log", tmp_path / "log")
    end = json.loads((tmp_path / "log").read_text().splitlines()[-1])
    assert (end["documents"], end["copies"]) == (24, 17)  # two have nothing to tell, in the same words
    told = [json.loads(line) for line in (tmp_path / "all" / "statements.jsonl").read_text().splitlines()]
    for row in rows[:3]:
        source.write_text(json.dumps(row) + "\n")
        run(source, "--out", tmp_path / row["id"])
        alone = [json.loads(x) for x in (tmp_path / row["id"] / "statements.jsonl").read_text().splitlines()]
        assert alone == [s for s in told if s["document_id"] == row["id"]]


@pytest.mark.parametrize("shards", [False, True])
def test_a_run_that_was_killed_goes_on(tmp_path: Path, shards: bool) -> None:
    source = archive(tmp_path / "in", files=4, each=110)
    more = ["--shards"] if shards else []
    command = [sys.executable, "-m", "dateline", "code", str(source), "--out", str(tmp_path / "killed"), *more]
    first = "shards/part-*.json" if shards else "readings/part-*"
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    while not list((tmp_path / "killed").glob(first)) and process.poll() is None:
        time.sleep(0.02)
    assert process.poll() is None
    process.kill()
    process.wait()
    assert not list((tmp_path / "killed").glob("statements.*"))
    assert "in an earlier run" in run(source, "--out", tmp_path / "killed", *more)
    run(source, "--out", tmp_path / "whole", "--workers", 2, *more)
    names = "*.parquet" if shards else "*s.jsonl"
    killed, whole = ({n: d for n, d in digests(tmp_path / o, names).items() if shards or "/" not in n}
                     for o in ("killed", "whole"))
    assert killed == whole and len(whole) >= 5


def test_a_store_of_an_earlier_version_is_still_read(tmp_path: Path) -> None:
    document = report(1)
    line = {"key": store.key_of(document).hex(), "document": msgspec.to_builtins(document),
            "reading": msgspec.to_builtins(Reading(document.id, document.text_sha256, ())), "failed": False}
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "part-000001.jsonl").write_text(json.dumps(line) + "\n")
    store.write_manifest(tmp_path, RUN, {})
    keeper = Keeper(tmp_path, store.index(tmp_path))
    assert not list(keeper.todo([document, Issue("x", "sources", "y")])) and keeper.kept == 1
    assert [r.document for r in store.everything(tmp_path)] == [document]
