"""`dateline verify`: kinds of files, ways to give texts, output, exit codes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.small_reports import KOREA, RUSSIA, enter, report
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.cli.verify import exit_code
from dateline.errors import DatelineError
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.verifying.checking import Checked, check_all
from dateline.verifying.finding import finder, given_documents
from dateline.verifying.table import names
from dateline.verifying.triples import Triple, read_triples

DRONES = "Russia attacked Ukraine with forty drones."
TEXT = f"{DRONES} Iran threatened to attack Israel. The ferry sank."


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
