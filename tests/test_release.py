"""A release: the same twice, read back by those who will read it, and checked."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from tests.small_reports import CODER, claim, enter, report
from tests.test_layers import SRC
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.errors import DatelineError
from dateline.exports.release.columns import layouts
from dateline.exports.release.digests import SUMS, check, digest_of
from dateline.exports.release.making import make_release, unknown_codebooks
from dateline.exports.release.papers import Wanted, citation
from dateline.exports.release.scorecard import Score, scorecard, write_scorecard
from dateline.knowledge import Knowledge
from dateline.ledger.book import Ledger
from dateline.ledger.recording import record
from dateline.types import Issue, Run

WANTED = Wanted("Grain: a test", ("Lee, Ada", "The Grain Lab"), "CC-BY-4.0", "1.2", "2026-11-24", "Made reports.")
GRAIN = "Moscow sent grain to Pyongyang. Kyiv said Moscow, \"too\", will send oil to Pyongyang by 20 March."


def filled(ledger: Ledger) -> None:
    """Three reports, a file that could not be read, a judgement and a correction."""
    korea, kyiv = ("Pyongyang", "PRK", "North Korea"), ("Kyiv", "UKR", "Ukraine")
    enter(
        ledger,
        report("a", GRAIN, "2021-03-04", {"trigger": "sent", "recipient": [korea]},
               {"trigger": "send", "recipient": [korea], "status": "planned",
                "voices": [(*kyiv, "statement")], "interval": ("2021-03-20", "2021-03-20"), "when": "2021-03-20"},
               title="Grain", url="https://gull.example/a"),
        report("b", GRAIN.replace("sent", "gave"), "2021-03-05", {"trigger": "gave", "recipient": [korea]},
               publisher="Post", title="NA"),
        report("c", "Moscow threatened Kyiv. Half \ud83d a pair.", None,
               {"trigger": "threatened", "event": "THREATEN", "quad": 3, "recipient": [kyiv]}),
    )  # fmt: skip
    run = record(ledger, CODER)
    run.skip([Issue("broken.pdf", "sources", "broken.pdf: no text in it.", "error")])
    run.finish()
    ledger.link()
    claims = ledger.claims().dicts()
    ledger.set_outcome(claims[0]["claim_id"], "unverifiable", by="Ada Lee", note="No second source.")
    ledger.correct(claim(GRAIN, 0, "sent", recipient=[korea]).id, {"event": "SUPPORT"}, by="Ada Lee", why="sold")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("desk") / "desk.db"
    with Ledger(place) as ledger:
        filled(ledger)
    return place


@pytest.fixture(scope="module")
def made(desk: Path, know: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "out"
    with Ledger(desk, create=False) as ledger:
        make_release(ledger, folder, WANTED, know)
    return folder


def test_postgresql_gives_the_same_data(made: Path, know: Knowledge, place: str, tmp_path: Path) -> None:
    """The same reports entered into either database: the same bytes but for the times of the runs."""
    with Ledger(place) as ledger:
        filled(ledger)
        make_release(ledger, tmp_path / "out", WANTED, know)
    for layout in layouts():
        name = f"data/{layout.name}.csv"
        if layout.name not in ("runs", "outcomes", "corrections"):  # they have times of the clock
            assert (tmp_path / "out" / name).read_bytes() == (made / name).read_bytes(), name
        assert (tmp_path / "out" / name).read_bytes().count(b"\r\n") == (made / name).read_bytes().count(b"\r\n")


def test_the_same_ledger_gives_the_same_bytes(made: Path, desk: Path, know: Knowledge, tmp_path: Path) -> None:
    again = tmp_path / "again"
    with Ledger(desk, create=False) as ledger:
        make_release(ledger, again, WANTED, know)
    files = sorted(p.relative_to(made) for p in made.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file()) and len(files) == 26
    assert [f for f in files if (made / f).read_bytes() != (again / f).read_bytes()] == []
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("layout", layouts(), ids=lambda x: x.name)
def test_tables_are_read_back(made: Path, layout: object) -> None:
    name = next(x for x in layouts() if x == layout).name
    shape = next(x for x in layouts() if x.name == name)
    rows = pq.read_table(made / "data" / f"{name}.parquet")
    frame = pd.read_csv(made / "data" / f"{name}.csv", keep_default_na=False, dtype=str)
    assert rows.column_names == [c.name for c in shape.columns]
    assert list(frame.columns) == [c.name for c in shape.flat]
    assert len(frame) == rows.num_rows
    assert rows.num_rows
    for row, line in zip(rows.to_pylist(), frame.to_dict("records"), strict=True):
        for column in shape.flat:
            value = row[column.name]
            told = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert line[column.name].replace("\r\n", "\n") == told, column.name
    if shape.key:
        assert not frame.duplicated(list(shape.key)).any()


def test_what_the_readme_says_works(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    code = re.findall(r"```python\n(.*?)```", (made / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    space: dict[str, pd.DataFrame] = {}
    exec(code[0], space)
    assert set(space["realised"].group) == {"realised"} and len(space["realised"]) == 3
    assert "NA" in set(space["statements"].title)  # a title, not a missing value


def test_statements_stand_corrected_and_their_spans_hold(made: Path, desk: Path) -> None:
    rows = pq.read_table(made / "data" / "statements.parquet").to_pylist()
    assert [(r["document_id"], r["event"], r["group"]) for r in rows] == [
        ("a", "SUPPORT", "realised"), ("a", "AID", "talk"), ("b", "AID", "realised"),
        ("c", "THREATEN", "realised")]
    for row in rows[:2]:
        assert GRAIN[row["trigger_start"] : row["trigger_end"]] == row["trigger"]
        assert row["voices"] == [] or row["voices"][0]["code"] == "UKR"


def test_no_text_goes_in_unasked(made: Path, desk: Path, know: Knowledge, tmp_path: Path) -> None:
    assert set(pq.read_table(made / "data" / "documents.parquet")["text"].to_pylist()) == {None}
    with Ledger(desk, create=False) as ledger:
        make_release(ledger, tmp_path / "x", WANTED._replace(with_text=True), know)
    assert pq.read_table(tmp_path / "x" / "data" / "documents.parquet")["text"].to_pylist()[0] == GRAIN
    assert "see that you may" in (tmp_path / "x" / "README.md").read_text(encoding="utf-8")


def test_the_papers(made: Path, know: Knowledge) -> None:
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["coders"] == [{"version": "1.0", "knowledge": "knowledge", "model": "model", "settings": {}}]
    assert manifest["codebook"] == {"knowledge": know.digest, "codebooks": []}
    assert manifest["rows"]["statements"] == 4 and manifest["rows"]["corrections"] == 1
    assert all(digest_of(made / path) == file["sha256"] for path, file in manifest["files"].items())
    cff = yaml.safe_load((made / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cff["cff-version"], cff["type"], cff["license"], cff["version"]) == ("1.2.0", "dataset", "CC-BY-4.0", "1.2")
    assert cff["authors"] == [{"family-names": "Lee", "given-names": "Ada"}, {"name": "The Grain Lab"}]
    assert {"message", "title", "authors"} <= set(cff) and str(cff["date-released"]) == "2026-11-24"


def test_the_data_package_describes_every_column(made: Path) -> None:
    """Held against what Frictionless asks of a table schema, and against the header and cells of each file."""
    package = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.validate(package, {
        "type": "object", "required": ["name", "resources"],
        "properties": {"name": {"pattern": "^[-a-z0-9._/]+$"}, "resources": {"items": {
            "required": ["name", "path", "schema"],
            "properties": {"schema": {"required": ["fields"], "properties": {"fields": {"items": {
                "required": ["name", "type", "description"],
                "properties": {"type": {"enum": ["string", "integer", "number", "boolean"]}}}}}}}}}}})  # fmt: skip
    casts = {"integer": int, "number": float, "string": str, "boolean": {"true": True, "false": False}.__getitem__}
    assert len(package["resources"]) == len(layouts())
    for resource in package["resources"]:
        path = made / resource["path"]
        assert resource["hash"] == f"sha256:{digest_of(path)}" and resource["bytes"] == path.stat().st_size
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        fields = {f["name"]: f["type"] for f in resource["schema"]["fields"]}
        assert not rows or list(rows[0]) == list(fields)
        for row in rows:
            for name, cell in row.items():
                assert cell == "" or casts[fields[name]](cell) is not None


def test_every_column_is_in_the_codebook(made: Path, know: Knowledge) -> None:
    text, page = ((made / "codebook" / f"codebook.{end}").read_text(encoding="utf-8") for end in ("md", "html"))
    for layout in layouts():
        assert f"### {layout.name}" in text
        assert all(f"| {c.name} |" in text and f"<td>{c.name}</td>" in page for c in layout.columns)
    for event in know.events.values():
        assert f"### {event.event}\n" in text and event.is_[0] in text
    assert "<script" not in page and "http" not in page


def test_readme_tells_coverage_and_warns(made: Path) -> None:
    text = (made / "README.md").read_text(encoding="utf-8")
    assert "3 reports published from 2021-03-04 to 2021-03-05, 1 of them without a date; 4 statements" in text
    assert "2 runs were given 4 inputs, repeated ones included, and skipped 1 (75.0% read)" in text
    assert "| error | sources | 1 |" in text and "never what is true" in text
    assert "The readings were made with other knowledge" in text
    assert "Measured with other knowledge" in text and "| dev |" in text


def test_digests_find_what_was_touched(made: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(made, folder)
    assert check(folder).whole and check(folder).right == 25
    (folder / "data" / "runs.csv").write_text("x", encoding="utf-8")
    (folder / "README.md").unlink()
    (folder / "new").write_text("", encoding="utf-8")
    found = check(folder)
    assert (found.changed, found.missing, found.added) == (("data/runs.csv",), ("README.md",), ("new",))
    told = CliRunner().invoke(app, ["release", "--check", str(folder)])
    assert told.exit_code == 1 and "changed: data/runs.csv" in told.output
    (folder / SUMS).write_text("nonsense", encoding="utf-8")
    with pytest.raises(DatelineError, match="line 1"):
        check(folder)


@pytest.mark.parametrize("wanted, words", [
    (WANTED._replace(title=" "), "--title"), (WANTED._replace(creators=()), "--creator"),
    (WANTED._replace(licence=""), "--licence"), (WANTED._replace(date="24.11.2026"), "not a day"),
    (WANTED._replace(date="2026-13-01"), "not a day"),
])
def test_refused(wanted: Wanted, words: str, desk: Path, know: Knowledge, tmp_path: Path) -> None:
    with Ledger(desk, create=False) as ledger, pytest.raises(DatelineError, match=words):
        make_release(ledger, tmp_path / "out", wanted, know)
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(desk: Path, know: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with Ledger(desk, create=False) as ledger:
        with pytest.raises(DatelineError, match="not empty"):
            make_release(ledger, tmp_path, WANTED, know)
        (tmp_path / "empty").mkdir()
        make_release(ledger, tmp_path / "empty", WANTED, know)
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine" and check(tmp_path / "empty").whole


def test_an_empty_ledger_has_no_release(know: Knowledge, tmp_path: Path) -> None:
    with Ledger(tmp_path / "x.db") as ledger, pytest.raises(DatelineError, match="no reports"):
        make_release(ledger, tmp_path / "out", WANTED, know)
    assert not (tmp_path / "out").exists()


def test_own_codebooks_are_described_or_named(know: Knowledge, tmp_path: Path) -> None:
    with Ledger(tmp_path / "x.db") as ledger:
        enter(ledger, report("a", "Police held an editor.", "2021-03-04",
                             {"trigger": "held", "event": "HARASS", "actor": (), "codebook": "press-freedom"}),
              run=Run("1", "k", "m"))  # fmt: skip
        assert unknown_codebooks(ledger, know) == ["press-freedom"]
    examples = SRC.parents[1] / "examples" / "press-freedom"
    told = CliRunner().invoke(app, [
        "release", str(tmp_path / "out"), "--ledger", str(tmp_path / "x.db"), "--title", "Press", "--creator", "Lab",
        "--licence", "free for study", "--codebook", str(examples)])  # fmt: skip
    assert told.exit_code == 0, told.output
    text = (tmp_path / "out" / "codebook" / "codebook.md").read_text(encoding="utf-8")
    assert "## Codebook press-freedom" in text and "### HARASS" in text
    assert "license" not in yaml.safe_load((tmp_path / "out" / "CITATION.cff").read_text(encoding="utf-8"))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "other", "title": "free for study"}]


def test_a_release_needs_a_ledger() -> None:
    told = CliRunner().invoke(app, ["release", "nowhere"], env={"DATELINE_LEDGER": ""})
    assert told.exit_code != 0


def test_cff_of_difficult_words() -> None:
    cff = yaml.safe_load(citation(WANTED._replace(title='A: "b" # c\n- d', creators=("O'Neil, Ann: x",))))
    assert cff["title"] == 'A: "b" # c - d' and cff["authors"][0]["given-names"] == "Ann: x"


def test_the_scorecard_is_that_of_the_history(tmp_path: Path) -> None:
    from evaluation import history
    from evaluation.scorecard import HEADLINES, scores

    found = scores(history.HISTORY.read_text(encoding="utf-8"))
    assert found == scorecard() and len(found) > 100
    shown = {(s.set, s.figure) for s in found if s.headline}
    assert shown == {(label, figure) for label, figures in HEADLINES.items() for figure in figures}
    one = (Score("a", 'w "x"', "f", 0.0, "1", "k", "2026-01-01"),)
    write_scorecard(one, tmp_path / "s.toml")
    assert scorecard(tmp_path / "s.toml") == one and tomllib.loads((tmp_path / "s.toml").read_text())["score"]
    assert scorecard(tmp_path / "none.toml") == ()
