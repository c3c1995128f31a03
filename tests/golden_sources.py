"""Golden files of importers: what each file of tests/fixtures/sources is read as.

To review a change: python -m tests.golden_sources     (prints what differs)
To accept it:       python -m tests.golden_sources --write
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from dateline.sources import Item, Options, open_bytes
from dateline.types import Document

FOLDER = Path(__file__).parent / "fixtures" / "sources"
CACHE = FOLDER / "saved"
WITHOUT = frozenset({"language"})  # always en


def fixtures(*patterns: str) -> list[Path]:
    """The files of the patterns, each beside its golden file."""
    found = {p for pattern in patterns or ("*.*",) for p in FOLDER.glob(pattern) if p.is_file()}
    return sorted(p for p in found if not p.name.endswith(".expected.json"))


def read(path: Path) -> str:
    """What a fixture is read as, in the form of its golden file."""
    return shown(open_bytes(path.read_bytes(), path.name, Options(cache=CACHE)))


def shown(items: Iterator[Item]) -> str:
    """Documents and issues as JSON, empty fields left out."""
    return json.dumps([_plain(item) for item in items], indent=1, ensure_ascii=False) + "\n"


def golden(path: Path) -> Path:
    """The golden file of a fixture."""
    return path.with_name(f"{path.name}.expected.json")


def _plain(item: Item) -> dict[str, Any]:
    kept = {k: v for k, v in msgspec.to_builtins(item).items() if v and k not in WITHOUT}
    return {"document" if isinstance(item, Document) else "issue": kept}


def _differences(path: Path, now: str) -> str:
    before = golden(path).read_text(encoding="utf-8") if golden(path).exists() else ""
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), golden(path).name, "now", lineterm="")
    return "\n".join(lines)


def main(write: bool) -> int:
    """Print what differs from the golden files; with `write` make them anew.  The number of files that differ."""
    changed = 0
    for path in fixtures():
        now = read(path)
        if said := _differences(path, now):
            changed += 1
            print(said)
            if write:
                golden(path).write_text(now, encoding="utf-8")
    print(f"{changed} golden files differ" + (" and are written" if write and changed else ""))
    return 0 if write else changed


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
