"""The house: arrows between the packages point one way, and only model.py knows spaCy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "dateline"
RANK = {
    "_version": 0, "types": 0, "errors": 0, "codes": 0, "layout": 0, "one_thread": 0, "text": 1, "model": 2,
    "parse": 2, "gazetteer": 3, "rules": 3,
    "knowledge": 4, "own_actors": 4, "own_codebooks": 4, "reading": 5,
    "ledger": 6, "exports": 6, "sources": 6, "engine": 7, "fetching": 7, "server": 7, "verifying": 7, "mcp": 7,
    "cli": 8, "__init__": 8, "__main__": 9,
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_arrows_point_down(path: Path) -> None:
    for name in imports(path):
        parts = name.split(".")
        if parts[0] in ("evaluation", "benchmarks", "tests"):
            pytest.fail(f"{path} imports {name}")
        if parts[0] == "dateline" and len(parts) > 1:
            assert RANK[parts[1]] <= RANK[room(path)], f"{path} imports {name}"


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_only_the_model_imports_spacy(path: Path) -> None:
    if path.name != "model.py":
        assert not [n for n in imports(path) if n.split(".")[0] in ("spacy", "thinc")]


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 80, node.name
