"""The documents cannot lie about commands and files."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.exports.parquet import PLACES, STATEMENTS, TIMES
from dateline.knowledge import Knowledge
from dateline.ledger.migrations import MIGRATIONS
from dateline.ledger.schema import METADATA
from dateline.parse import parse_document
from dateline.reading.times import find_times
from dateline.rules.apply import Matcher
from dateline.rules.examples import rule_problems
from dateline.rules.language import compile_rule
from dateline.types import Document

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/cli.md", "docs/rules.md",
                                  "docs/statements.md", "docs/time-and-place.md", "docs/times.md", "docs/actors.md",
                                  "docs/codebooks.md", "docs/ledger.md", "docs/queries.md", "docs/stories.md",
                                  "docs/incidents.md", "docs/claims.md", "docs/relations.md", "docs/corrections.md",
                                  "docs/validation.md", "docs/alerts.md", "docs/desk.md", "docs/exports.md",
                                  "docs/exports_knowledge.md", "docs/release.md", "docs/sources_web.md",
                                  "docs/sources.md", "docs/watch.md", "docs/verify.md", "docs/mcp.md",
                                  "evaluation/README.md")]


def test_the_readme_shows_true_output() -> None:
    shown = re.search(r"```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    printed = CliRunner().invoke(app, ["demo"]).output.splitlines()
    for line in shown[1].splitlines():
        assert line.rstrip() in [p.rstrip() for p in printed], line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_exist(page: Path) -> None:
    commands = getattr(get_command(app), "commands", {})
    for line in re.findall(r"^\s*dateline ([a-z].*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        words = shlex.split(line.split(" #")[0])
        assert words[0] in commands, line
        command = commands[words[0]]
        command = getattr(command, "commands", {}).get(words[1], command) if len(words) > 1 else command
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
        assert {w.split("=")[0] for w in words if w.startswith("--")} <= options, line


def test_the_rule_of_five_minutes_holds(know: Knowledge) -> None:
    shown = re.search(r"```toml\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    rules = [compile_rule(raw, "CONTRIBUTING.md") for raw in tomllib.loads(dedent(shown[1]))["rule"]]
    lists = {name: table.set(table.key[0]) for name, table in know.lexicon.items()}
    assert rule_problems(rules, Matcher.make(rules, lists, lists["light_verbs"])) == []


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    for column in {*STATEMENTS, *TIMES, *PLACES}:
        assert f"`{column}`" in text or column.endswith(("_start", "_end")), column


def test_every_table_of_the_ledger_is_documented() -> None:
    text = (ROOT / "docs/ledger.md").read_text(encoding="utf-8")
    assert MIGRATIONS and [name for name in METADATA.tables if f"`{name}`" not in text] == ["meta"]


def test_the_times_are_read_so(know: Knowledge) -> None:
    page = (ROOT / "docs/times.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z].*\.) \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert len(rows) > 15
    for sentence, words, value in rows:
        parse = parse_document(Document("d", sentence, published="2021-03-18"))
        found = {t.text: t.edtf for t in find_times(parse, know)}
        assert found.get(words, "missed") == (None if value.startswith("none") else value.strip("`")), sentence


def test_the_wheel_carries_the_notice() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "NOTICE" in project["license-files"] and "CC-BY-4.0" in project["license"]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert "geonames.org" in notice and "creativecommons.org/licenses/by/4.0" in notice and "SCOWL" in notice
