"""Shards, the pure function of Arrow batches, object storage, samples: on one machine."""

from __future__ import annotations

import datetime
import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine_tools import HALF, POISON, TOLD, archive, digests, job, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.cli.estimate import told
from dateline.engine import shards as shards_module
from dateline.engine import store
from dateline.engine.batch import (
    LATELY,
    TABLES,
    Coder,
    Once,
    coded_schema,
    document_batch,
    documents_of,
    exploded,
    exploded_schema,
    records,
)
from dateline.engine.coded import coded
from dateline.engine.local import safe_read
from dateline.engine.sample import Figures, Met, Size, draw, size_of
from dateline.engine.shards import Shard, code_here, plan
from dateline.engine.worker import Limits
from dateline.errors import DatelineError, SourceError
from dateline.exports.rows import statement_rows
from dateline.knowledge import Knowledge
from dateline.sources import Options, open_source
from dateline.types import Document, Reading

DOCUMENTS = [*map(report, range(1, 40)), Document("bare", TOLD), Document("named", TOLD, authors=("A", "B"))]


@pytest.fixture(scope="module")
def batch() -> pa.RecordBatch:
    coded: pa.RecordBatch = Coder()(document_batch(DOCUMENTS))
    return coded


def test_documents_survive_arrow() -> None:
    assert documents_of(document_batch(DOCUMENTS)) == DOCUMENTS
    assert documents_of(document_batch([report("half", HALF)]))[0].text == HALF.replace("\ud83d", "\ufffd")


def test_batches_of_ones_own_may_have_less_and_more() -> None:
    table = pa.table({"text": [TOLD, None], "id": ["a", None], "crawl": [1, 2], "published": [
        datetime.date(2022, 3, 1), None]})
    assert documents_of(table) == [Document("a", TOLD, published="2022-03-01"), Document("", "")]
    out = Coder()(table)
    assert out.schema == coded_schema(table.schema) and out.column("crawl").to_pylist() == [1, 2]
    assert out.column("failed").to_pylist() == [False, True] and out.column("statements")[0].as_py() == 1
    assert [r["message"] for r in exploded(out, "issues").to_pylist()] == ["refused: the row has no id."]
    assert Coder()(table.slice(0, 0)).schema == out.schema
    with pytest.raises(SourceError, match=r"no column text\. Its columns: id"):
        documents_of(pa.table({"id": ["a"]}))
    with pytest.raises(SourceError, match="'a' of a batch"):
        documents_of(pa.table({"id": ["a"], "text": [1.5]}))


def test_a_batch_is_what_reading_gives(batch: pa.RecordBatch, know: Knowledge) -> None:
    readings = [safe_read(document, know) for document in DOCUMENTS]
    assert [r.reading for r in records(batch)] == readings
    rows = [row for d, r in zip(DOCUMENTS, readings, strict=True) for row in statement_rows(d, r)]
    assert exploded(batch).to_pylist() == rows and len(rows) > 40
    assert batch.column("statements").to_pylist() == [len(r.statements) for r in readings]
    for table in TABLES:
        assert exploded(batch, table).schema == exploded_schema(table)
    assert exploded(batch, "documents").num_rows == len(DOCUMENTS)


@pytest.mark.parametrize("size", [1, 7, 64])
def test_the_cut_into_batches_does_not_matter(batch: pa.RecordBatch, size: int) -> None:
    code = Coder()
    parts = [code(document_batch(DOCUMENTS[at : at + size])) for at in range(0, len(DOCUMENTS), size)]
    assert pa.Table.from_batches(parts).combine_chunks().equals(pa.Table.from_batches([batch]).combine_chunks())
    whole = pa.concat_tables([exploded(part) for part in parts])
    assert whole.equals(exploded(batch))


def test_other_languages_are_said_and_not_read() -> None:
    german = "Die Regierung hat am Montag ein neues Gesetz beschlossen, das die Opposition seit Jahren ablehnt. " * 3
    table = pa.table({"id": ["a"], "text": [german]})
    assert "language de" in exploded(Coder()(table), "issues").to_pylist()[0]["message"]
    assert not Coder(any_language=True)(table).column("failed")[0].as_py()


@given(st.lists(st.integers(0, 9), max_size=40))
def test_once_changes_nothing(numbers: list[int]) -> None:
    once, read = Once(), list[str]()

    def reader(documents: list[Document]) -> list[coded]:  # type: ignore[valid-type]
        read.extend(d.text for d in documents)
        return [coded(Reading(d.id, d.text_sha256, ())) for d in documents]

    documents = [Document(f"{place}", f"text {number}") for place, number in enumerate(numbers)]
    made = once.read(documents[:20], reader) + once.read(documents[20:], reader)
    assert sorted(read) == sorted({f"text {n}" for n in numbers}) and LATELY >= 10
    assert made == reader(documents)


def test_a_new_file_changes_its_own_shard_only(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number:03}.txt").write_text("x" * number)
    before = plan([str(tmp_path)], Options())
    assert 2 <= len(before) < 30 and len({s.name for s in before}) == len(before)
    (tmp_path / "300b.txt").write_text("new")
    after = plan([str(tmp_path)], Options())
    assert len(set(after) - set(before)) in (1, 2)
    assert sum(len(s.files) for s in after) == 601


def test_large_files_stand_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards_module, "ALONE", 1000)
    for number, size in enumerate([10, 2000, 10, 10, 3000]):
        (tmp_path / f"{number}.txt").write_text("x" * size)
    assert [len(s.files) for s in plan([str(tmp_path)], Options())] == [1, 1, 2, 1]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> list[Shard]:
    folder = archive(tmp_path_factory.mktemp("archive") / "in")
    return plan([str(folder)], Options())


def test_shards_do_not_depend_on_workers_and_are_done_once(tmp_path: Path, shards: list[Shard]) -> None:
    done = list(code_here(shards, job(tmp_path / "one"), 1))
    assert sum(d.documents for d in done) == 37 and sum(d.skipped for d in done) == 4 and len(done) == len(shards) > 2
    list(code_here(reversed(shards), job(tmp_path / "two"), 2))
    one = digests(tmp_path / "one")
    assert one == digests(tmp_path / "two") and len(one) == 7 * len(shards)
    assert {n: d for x in done for n, d in x.files.items()} == {n: d for n, d in one.items() if "shards/" not in n}
    again = list(code_here(shards, job(tmp_path / "one"), 1))
    assert all(d.kept for d in again)
    assert [msgspec.structs.replace(d, kept=False) for d in again] == done
    first = shards[0]
    (name, place, size, changed), *others = first.files
    touched = Shard(((name, place, size, changed + 1), *others))
    assert [d.kept for d in code_here([touched, *shards[1:]], job(tmp_path / "one"), 1)] == [
        False, *[True] * (len(shards) - 1)]
    named = msgspec.structs.replace(job(tmp_path / "one"), options={"publisher": "The Gull"})
    assert not any(d.kept for d in code_here(shards[-1:], named, 1))


def test_shards_hold_what_a_run_without_them_holds(tmp_path: Path, shards: list[Shard]) -> None:
    list(code_here(shards, job(tmp_path / "shards"), 2))
    folder = str(Path(shards[0].files[0][1]).parent)
    run(folder, "--out", tmp_path / "plain", "--format", "parquet")
    for table in TABLES:
        files = [tmp_path / "shards" / table / f"{s.name}.parquet" for s in shards]
        parts = [row for file in files for row in pq.read_table(file).to_pylist()]
        plain = pq.read_table(tmp_path / "plain" / f"{table}.parquet").to_pylist()
        assert sorted(map(json.dumps, parts)) == sorted(map(json.dumps, plain)), table
    dataset = pq.read_table(tmp_path / "shards" / "statements")
    assert dataset.num_rows == len(pq.read_table(tmp_path / "plain" / "statements.parquet"))


def test_quarantine_of_a_shard(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = [{"id": d.id, "text": d.text, "url": d.url} for d in (report(1), POISON, report(2))]
    (tmp_path / "in" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    planned = plan([str(tmp_path / "in")], Options())
    limits = Limits(seconds=1.0)
    [done] = code_here(planned, job(tmp_path / "out", limits), 1)
    assert (done.documents, done.quarantined, done.skipped) == (2, 1, 1)
    [row] = [json.loads(x) for p in (tmp_path / "out/quarantine").glob("*") for x in p.read_text().splitlines()]
    assert row["id"] == "poison" and row["source"] == "archive/poison.txt"
    [again] = code_here(planned, job(tmp_path / "out", limits), 1)
    [tried] = code_here(planned, job(tmp_path / "out", limits, retry=True), 1)
    assert again.kept and not tried.kept and tried.quarantined == 1


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["code", *map(str, arguments)])
    wrong = isinstance(done.exception, DatelineError)  # the command's own frame makes it exit code 2
    assert (2 if wrong else done.exit_code) == code, (done.output, done.exception)
    return done.output + (str(done.exception) if done.exception and code else "")


def test_shards_can_be_loaded_and_explained(tmp_path: Path) -> None:
    source, out = archive(tmp_path / "in", files=1), tmp_path / "out"
    assert "13 read, 2 skipped" in run(source, "--out", out, "--shards")
    assert "13 read (13 of them in an earlier run)" in run(source, "--out", out, "--shards")
    assert json.loads((out / "manifest.json").read_text())["counts"]["shards"] == 2
    assert store.run_of(out).model and len(list(store.everything(out))) == 13
    loaded = CliRunner().invoke(app, ["load", str(out), "--ledger", str(tmp_path / "desk.db")])
    assert "13 read" in loaded.output, loaded.output


def test_what_does_not_fit_shards_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TOLD)
    run(tmp_path / "a.txt", "--out", tmp_path / "plain")
    for arguments, why in [
        ((tmp_path, "--out", tmp_path / "plain", "--shards"), "without --shards"),
        ((tmp_path, "--out", tmp_path / "x.parquet", "--shards"), "name a folder"),
        ((tmp_path, "--out", tmp_path / "x", "--shards", "--format", "gold"), "parquet or jsonl"),
        (("-", "--out", tmp_path / "x", "--shards"), "Standard input"),
        ((tmp_path, "--ledger", tmp_path / "x.db", "--engine", "ray"), "dateline load"),
        ((tmp_path, "--sample", "5%", "--engine", "ray"), "--sample"),
        ((tmp_path, "--sample", "many"), "0.1% or"),
        ((tmp_path, "--out", tmp_path / "x", "--max-memory", "much"), "2GB"),
    ]:
        assert why in run(*arguments, code=2)
    (tmp_path / "made" / "shards").mkdir(parents=True)
    assert "written with --shards" in run(tmp_path / "a.txt", "--out", tmp_path / "made", code=2)


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    """A bucket `news` on this machine, with an archive below docs/."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    boto3 = pytest.importorskip("boto3")
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")).close()  # servers share
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"AWS_ACCESS_KEY_ID": "t", "AWS_SECRET_ACCESS_KEY": "t", "AWS_REGION": "eu-west-1",
                            "AWS_ENDPOINT_URL": address}.items():
            patch.setenv(name, value)
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
        client.create_bucket(Bucket="news")
        yield address
    server.stop()


def put(address: str, folder: Path, prefix: str) -> None:
    import boto3

    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
    for path in folder.rglob("*"):
        if path.is_file():
            client.upload_file(str(path), "news", f"{prefix}/{path.relative_to(folder).as_posix()}")


def test_object_storage_in_and_out(storage: str, tmp_path: Path) -> None:
    source = archive(tmp_path / "docs")
    put(storage, source, "docs")
    texts = {d.id: d.text for d in open_source(source) if isinstance(d, Document)}
    found = [d for d in open_source("s3://news/docs/") if isinstance(d, Document)]
    assert len(found) > 30 and {d.text for d in found} == set(texts.values())
    assert {d.url for d in found if d.url} == {"s3://news/docs/b.txt"}
    assert "37 read, 4 skipped" in run("s3://news/docs/", "--out", "s3://news/coded/", "--workers", 2)
    again = run("s3://news/", "--out", "s3://news/coded")  # what it wrote is no input
    assert "37 read" in again
    run(source, "--out", tmp_path / "here", "--shards")
    from dateline.engine.folder import Folder

    markers = [json.loads(m.read_text()) for m in (tmp_path / "here" / "shards").iterdir()]
    assert sum(marker["documents"] for marker in markers) == 37
    assert json.loads(Folder("s3://news/coded").read("manifest.json") or b"")["counts"]["documents"] == 37
    assert Folder("s3://news/coded").read("nothing") is None


def test_object_storage_that_is_not_there(storage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TOLD)
    assert "no files to read" in run("s3://nowhere/docs", "--out", tmp_path / "o", code=2)
    assert "no such bucket" in run(tmp_path / "a.txt", "--out", "s3://nowhere/coded", code=2)
    assert "names no bucket" in run("s3:///docs", "--out", tmp_path / "o", code=2)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "cannot be reached" in run("s3://news/unseen?region=eu-west-3", "--out", tmp_path / "o", code=2)


def test_web_archives_are_fetched_and_read(storage: str, shared: Path, tmp_path: Path) -> None:
    place = shared / "bench" / "reports" / "warc" / "globalvoices_2009_assembled.warc.gz"
    (tmp_path / "w").mkdir()
    shutil.copy(place, tmp_path / "w")
    put(storage, tmp_path / "w", "w")
    here, there = ([i.text for i in open_source(source) if isinstance(i, Document)]
                   for source in (tmp_path / "w", "s3://news/w/"))
    assert here == there and here


def test_a_file_that_nobody_may_read_is_an_issue(storage: str, tmp_path: Path) -> None:
    put(storage, archive(tmp_path / "shut", files=1), "shut")
    items = list(open_source("s3://news/shut/?anonymous=true"))
    assert items and all("cannot be read (access is denied" in getattr(i, "message", "") for i in items)


@pytest.mark.parametrize(("words", "size"), [("0.1%", Size(0.001)), ("200", Size(count=200)), ("100 %", Size(1.0))])
def test_sizes_of_samples(words: str, size: Size) -> None:
    assert size_of(words) == size
    for wrong in ("0", "0%", "101%", "1.5", "-3", "all"):
        with pytest.raises(DatelineError, match=r"0\.1% or"):
            size_of(wrong)


def ids(folder: Path, size: Size, met: Met | None = None) -> list[str]:
    return [d.id for d in draw([str(folder)], Options(), size, met or Met()) if isinstance(d, Document)]


def test_samples_are_the_same_every_time(tmp_path: Path) -> None:
    folder, met = archive(tmp_path / "in", files=4, each=200), Met()
    some = ids(folder, Size(count=50), met)
    assert some == ids(folder, Size(count=50)) and len(set(some)) == 50 and {i[0] for i in some} >= set("0123")
    assert set(ids(folder, Size(count=20))) < set(some)
    assert (met.total, met.drawn, met.files, met.opened) == (805, 50, 6, 6) and met.reasons.total() == 5
    share = ids(folder, Size(share=0.25))
    assert 150 < len(share) < 250 and len(ids(folder, Size(share=1.0))) == 805
    many, met = tmp_path / "many", Met()
    many.mkdir()
    for number in range(400):
        (many / f"{number}.txt").write_text(f"{TOLD}{number}")
    assert len(ids(many, Size(share=0.1), met)) == 40 and met.opened == 40 and 380 < met.total < 420


def test_a_sample_says_what_all_would_take(tmp_path: Path) -> None:
    source = archive(tmp_path / "in", files=2, each=40)
    said = run(source, "--sample", "20", "--workers", 2)
    assert "Sample: 20 of 83 documents" in said and "core-days" in said and "not valid JSON" in said
    assert not list(tmp_path.glob("out*")) and "  cores   time" in said
    assert "Sample: 20 of 83" in run(source, "--sample", "20", "--out", tmp_path / "out")
    assert len((tmp_path / "out" / "documents.jsonl").read_text().splitlines()) == 19  # one is given twice


def test_the_arithmetic_of_an_estimate() -> None:
    met = Met(files=100, opened=10, bytes=100, all_bytes=1000, documents=50, drawn=4, seconds=5.0)
    met.reasons["refused: N characters"] += 50
    figures = Figures([0.1, 0.2, 0.3, 1.4], statements=8, gated=1)
    lines = told(met, figures)
    assert "Sample: 4 of about 500 documents" in lines[0] and "10 of 100 files" in lines[0]
    assert "2.0 documents a second: 0.500 s" in lines[1] and "0.300 in the median, 1.400 at 95 %" in lines[1]
    assert "0.0500 s" in lines[2] and "25.0%" in lines[3] and "2,000 per 1,000" in lines[4]
    assert "50.0% of 100" in lines[5]
    assert "take 0.0035 core-days" in lines[7] and lines[-5].split() == ["1", "5.0", "minutes"]
