"""The command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import dateline
from dateline.cli import main

REPORT = "Kenya’s leader met Ethiopia’s prime minister in Nairobi on Monday. Somalia condemned the talks.\n"
COMMANDS = ("read", "code", "explain", "why-not", "actors", "places", "gazetteer", "check", "demo")
Cli = Callable[..., SimpleNamespace]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run the command in this process: exit code, standard output, standard error."""

    def call(*arguments: object, stdin: bytes = b"") -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capfd.readouterr()
        return SimpleNamespace(code=end.value.code or 0, out=out, err=err)

    return call


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"On day {n}, {REPORT}", encoding="utf-8")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\x00")
    (folder / "more.jsonl").write_text(
        '{"id": "j", "text": "Peru attacked Chile.", "date": "2020-05-06"}\n{"id"\n'
    )
    return folder


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_import_is_light() -> None:
    code = ("import sys, dateline; heavy = {'spacy', 'pyarrow', 'trafilatura', 'typer', 'msgspec', 'rich'}; "
            "print(sorted(heavy & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_there() -> None:
    assert all(getattr(dateline, name) is not None for name in dateline.__all__)
    with pytest.raises(AttributeError, match="Choices"):
        _ = dateline.nonsense


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version").out.strip() == f"dateline {dateline.__version__}"
    for command in COMMANDS:
        done = cli(command, "--help")
        assert done.code == 0 and "Examples:" in done.out and f"dateline {command}" in done.out


def test_read_shows_what_is_reported(cli: Cli, archive: Path) -> None:
    done = cli("read", archive / "0.txt", "--published", "2021-03-04", "--publisher", "Sample")
    assert done.code == 0
    assert "Sample · 2021-03-04" in done.out and "as reported; not what is true" in done.out


def test_read_takes_standard_input_and_gives_json(cli: Cli) -> None:
    done = cli("read", "-", "--json", "--title", "T", stdin=REPORT.encode())
    value = json.loads(done.out)
    assert (
        done.code == 0
        and value["document"]["title"] == "T"
        and value["document"]["characters"] == len(REPORT)
    )
    assert set(value) == {"document", "statements", "candidates", "times", "places", "issues"}


def test_mistakes_end_in_one_sentence(cli: Cli, tmp_path: Path) -> None:
    missing = cli("read", tmp_path / "none.txt")
    assert missing.code == 2 and "no such file" in missing.err and "Traceback" not in missing.err
    assert len(missing.err.strip().splitlines()) == 1
    assert cli("read", "-", "--published", "3/4/2021", stdin=b"x").code == 2
    assert cli("code", tmp_path, "--out", tmp_path / "x.parquet", "--format", "jsonl").code == 2
    assert cli("code", tmp_path, "--out", tmp_path / "x.csv").code == 2
    assert not (tmp_path / "x.csv").exists()
    assert cli("nonsense").code == 2


def test_read_refuses_what_is_no_text(cli: Cli, archive: Path) -> None:
    done = cli("read", archive / "bad.pdf")
    assert done.code == 1 and "PDF" in done.err and not done.out


def test_code_writes_tables_and_goes_on(cli: Cli, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "coded"
    first = cli("code", archive, "--out", out)
    assert first.code == 0 and "4 read, 2 skipped" in first.err and "bad.pdf" in first.err
    assert [d["document_id"] for d in lines(out / "documents.jsonl")][-1] == "j"
    assert {i["severity"] for i in lines(out / "issues.jsonl")} == {"error"}
    before = {p.name: p.read_bytes() for p in out.glob("*.json*")}
    again = cli("code", archive, "--out", out)
    assert "4 read (4 of them in an earlier run)" in again.err
    assert {p.name: p.read_bytes() for p in out.glob("*.json*")} == before
    (archive / "0.txt").write_text("Peru and Chile signed an agreement in Lima.", encoding="utf-8")
    assert "3 of them in an earlier run" in cli("code", archive, "--out", out).err


def test_other_knowledge_codes_anew(cli: Cli, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "coded"
    cli("code", archive / "0.txt", "--out", out)
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"knowledge": "', '"knowledge": "x'))
    assert "Made anew" in cli("code", archive / "0.txt", "--out", out).err


def test_output_does_not_depend_on_the_workers(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    source.write_text(
        "".join(
            json.dumps({"id": str(n), "text": f"{REPORT}Peru attacked Chile {n} times."}) + "\n"
            for n in range(12)
        )
    )
    for workers in (1, 2):
        assert cli("code", source, "--out", tmp_path / f"w{workers}", "--workers", workers).code == 0
    names = ["statements.jsonl", "documents.jsonl", "issues.jsonl", "manifest.json"]
    one, two = ([(tmp_path / w / name).read_bytes() for name in names] for w in ("w1", "w2"))
    assert one == two


def test_code_writes_one_file(cli: Cli, archive: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    out = tmp_path / "s.parquet"
    assert cli("code", archive, "--out", out).code == 0
    assert "statement_id" in pq.read_table(out).schema.names
    assert len(lines(tmp_path / "s.issues.jsonl")) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive", "s.issues.jsonl", "s.parquet"]


def test_code_writes_gold(cli: Cli, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    assert cli("code", archive / "more.jsonl", "--out", out, "--format", "gold").code == 0
    [gold] = lines(out)
    assert (gold["id"], gold["text"], gold["published"]) == ("j", "Peru attacked Chile.", "2020-05-06")


def test_code_leaves_its_own_output_alone(cli: Cli, archive: Path) -> None:
    for _ in range(2):
        assert "4 read" in cli("code", archive, "--out", archive / "coded").err


def test_code_of_nothing_readable_fails(cli: Cli, archive: Path, tmp_path: Path) -> None:
    assert cli("code", archive / "bad.pdf", "--out", tmp_path / "o").code == 1


def test_demo_and_explain(cli: Cli) -> None:
    demo = cli("demo")
    assert demo.code == 0 and "grain accord" in demo.out and "sentences" in demo.out
    found = [line.split()[1] for line in demo.out.splitlines() if line.strip().startswith("id ")]
    for start in found[:1]:
        told = cli("explain", start)
        assert told.code == 0 and start in told.out and "[event|" in told.out


def test_explain_of_an_unknown_id(cli: Cli, archive: Path, tmp_path: Path) -> None:
    assert cli("explain", "zzzz").code == 2
    assert cli("explain", "zzzz", "--in", archive / "0.txt").code == 2
    nothing = cli("explain", "zzzz", "--out", tmp_path / "none")
    assert nothing.code == 2 and "dateline code" in nothing.err


def test_check_counts_the_knowledge(cli: Cli, tmp_path: Path) -> None:
    done = cli("check")
    assert done.code == 0 and "16 event types" in done.out and "digest" in done.out
    assert cli("check", "--data", tmp_path / "none").code == 1
    assert cli("check", "--data", tmp_path).code == 1


def test_every_command_is_documented() -> None:
    text = (Path(__file__).parents[1] / "docs" / "cli.md").read_text(encoding="utf-8")
    assert all(f"dateline {command} " in text for command in COMMANDS)


def test_places_tells_what_a_name_may_mean(cli: Cli) -> None:
    done = cli("places", "Dublin")
    assert done.code == 0 and done.out.splitlines()[1].split()[1:3] == ["Dublin,", "capital,"]
    near = cli("places", "Dublin", "--near", "Ohio")
    assert "Ohio" in near.out.splitlines()[1]
    found = json.loads(cli("places", "Dublin", "--json").out)["candidates"]
    assert (found[0]["country"], found[0]["geonameid"]) == ("IRL", 2964574)
    assert sum(c["probability"] for c in found) == pytest.approx(1, abs=0.01)
    assert cli("places", "Qwrtzia").code == 1
    assert cli("places", " ").code == 2
    unknown = cli("places", "Dublin", "--near", "Qwrtzia")
    assert unknown.code == 2 and "Qwrtzia" in unknown.err


def test_places_of_a_text(cli: Cli) -> None:
    done = cli("places", "Rebels took Kadugli in Sudan on Monday.")
    assert [line.split()[0] for line in done.out.splitlines()] == ["Kadugli", "Sudan"]
    assert "country" in done.out.splitlines()[1], "a country's point says what it stands for"
    value = json.loads(cli("places", "-", "--json", stdin=b"Fighting went on near Kadugli.").out)
    assert [(p["text"], p["level"]) for p in value["places"]] == [("Kadugli", "point")]
    assert cli("places", "Nothing happened anywhere today.").code == 1


def test_a_gazetteer_of_ones_own(cli: Cli, tmp_path: Path) -> None:
    dump, out = tmp_path / "KE.txt", tmp_path / "own.sqlite"
    dump.write_text("\t".join([
        "90000001", "Kambi Mpyatano", "Kambi Mpyatano", "", "-1.5", "36.5", "P", "PPL", "KE", "", "", "", "", "", "400",
        "", "1500", "Africa/Nairobi", "2024-01-31",
    ]) + "\n")  # fmt: skip
    made = cli("gazetteer", dump, "--out", out)
    assert made.code == 0 and "places in" in made.err and out.is_file()
    for own in (dump, out):
        found = json.loads(cli("places", "Kambi Mpyatano", "--json", "--gazetteer", own).out)["candidates"]
        assert [(c["country"], c["lat"], c["lon"]) for c in found] == [("KEN", -1.5, 36.5)]
    assert "KE.txt" in cli("check", "--gazetteer", out).out
    report = tmp_path / "r.txt"
    report.write_text("Gunmen attacked Kenyan troops in Kambi Mpyatano on Monday.")
    assert cli("code", report, "--out", tmp_path / "coded", "--gazetteer", out).code == 0
    assert json.loads((tmp_path / "coded" / "manifest.json").read_text())["run"]["settings"] == {
        "gazetteer": "own.sqlite"
    }
    assert [p["geonameid"] for p in lines(tmp_path / "coded" / "places.jsonl")][-1] == 90000001
    for wrong in ("none.sqlite", report.name):
        told = cli("read", report, "--gazetteer", tmp_path / wrong)
        assert told.code == 2 and wrong in told.err and "Traceback" not in told.err
    assert cli("gazetteer", report, "--out", tmp_path / "x.sqlite").code == 2
    for other in (dump, tmp_path / "." / "KE.txt", report):
        kept = other.read_bytes()
        told = cli("gazetteer", dump, "--out", other)
        assert told.code == 2 and "no gazetteer" in told.err and other.read_bytes() == kept
    assert not (tmp_path / "x.sqlite").exists()
