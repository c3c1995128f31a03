"""Where gold, benchmarks and official scorers lie: outside the repository.

They are looked for in `$DATELINE_SHARED`, else in `../shared` beside the repository.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
from pathlib import Path
from types import ModuleType

from evaluation.base import Refused

ROOT = Path(__file__).resolve().parents[1]


def shared() -> Path:
    """The folder of shared data; it may be absent."""
    return Path(os.environ.get("DATELINE_SHARED") or ROOT.parent / "shared")


def locate(file: str) -> Path:
    """A default file of a set: own ones stand in the repository (`tests/`, `evaluation/`), others are shared."""
    return (ROOT if file.startswith(("tests/", "evaluation/")) else shared()) / file


def available() -> bool:
    """Are gold and scorers there?"""
    return (shared() / "gold").is_dir() and (shared() / "score").is_dir()


def scorer_path(name: str) -> Path:
    """The file of an official scorer.  Raises Refused where it is absent."""
    path = shared() / "score" / f"{name}.py"
    if not path.is_file():
        raise Refused(f"The scorer {path} is absent; set DATELINE_SHARED to the folder that holds score/.")
    return path


@functools.cache
def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"_official_scorer_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise Refused(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scorer(name: str) -> ModuleType:
    """An official scorer as a module: its functions give the figures."""
    return _load(scorer_path(name))


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
