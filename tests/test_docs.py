"""The documents cannot lie about commands and files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from dateline.cli.app import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/cli.md", "docs/rules.md",
                                  "docs/statements.md", "evaluation/README.md")]


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
        words = line.split("#")[0].split()
        assert words[0] in commands, line
        options = {o for p in commands[words[0]].params for o in p.opts} | {"--help"}
        assert {w.split("=")[0] for w in words if w.startswith("--")} <= options, line
