"""HISTORY.md, one row a set and recording; and the items of the last recording, to list gains and losses.

What is kept of a prediction is where it stands and a digest, never a word of the text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from evaluation.base import Figures, Item, Row

HISTORY = Path(__file__).with_name("HISTORY.md")
LAST = Path(__file__).with_name("last")
TITLE = """# History of the figures

Written by `python -m evaluation all --record` and `--lower FIGURE --why TEXT`.

| date | version | knowledge | set | figures |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Change:
    """A prediction that is not as it was: gained, lost, new and wrong, gone and wrong, or changed slots."""

    kind: str
    item: Item


def append(entries: Sequence[tuple[str, str]], version: str, knowledge: str) -> None:
    """Add rows of (set, figures in words)."""
    text = HISTORY.read_text(encoding="utf-8") if HISTORY.is_file() else TITLE
    today = date.today().isoformat()
    rows = [f"| {today} | {version} | {knowledge} | {name} | {_cell(words)} |\n" for name, words in entries]
    HISTORY.write_text(text + "".join(rows), encoding="utf-8")


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "/").split())


def in_words(figures: Figures, names: Sequence[str]) -> str:
    """The named figures in one line."""
    return " · ".join(f"{name} {figures[name]}" for name in names if figures.get(name) is not None)


def save_items(label: str, items: Sequence[Item]) -> None:
    """Keep the items of a run as the last recorded ones."""
    LAST.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(item), ensure_ascii=False, separators=(",", ":")) + "\n" for item in items]
    (LAST / f"{label}.jsonl").write_text("".join(lines), encoding="utf-8")


def load_items(label: str) -> list[Item] | None:
    """The items last recorded under a label; None where none were."""
    path = LAST / f"{label}.jsonl"
    if not path.is_file():
        return None
    return [Item(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]


def changes(before: Sequence[Item], now: Sequence[Item]) -> list[Change]:
    """What changed between two runs, by place and label, in the order of the documents."""
    old, new = _by_key(before), _by_key(now)
    found = []
    for key in [*new, *(k for k in old if k not in new)]:
        kind = _kind(old.get(key), new.get(key))
        if kind:
            found.append(Change(kind, new.get(key) or old[key]))
    return found


def _by_key(items: Sequence[Item]) -> dict[tuple[object, ...], Item]:
    """Items by key; a second one of the same key is told by its number."""
    seen: Counter[tuple[object, ...]] = Counter()
    keyed: dict[tuple[object, ...], Item] = {}
    for item in items:
        keyed[(*item.key, seen[item.key])] = item
        seen[item.key] += 1
    return keyed


def _kind(old: Item | None, new: Item | None) -> str | None:
    if new is None:
        return "lost" if old and old.right else "dropped"
    if old is None:
        return "gained" if new.right else "added wrong"
    if old.right != new.right:
        return "gained" if new.right else "lost"
    return "changed" if (old.digest, old.label) != (new.digest, new.label) else None


def describe(change: Change, texts: Mapping[str, Row]) -> str:
    """One line a change; the words come from the gold at hand, they are not recorded."""
    item = change.item
    text = str(texts.get(item.document, {}).get("text", ""))
    words = text[item.start : item.end] if item.end else text[:80]
    return f"{change.kind:12} {item.document}  {item.label or '-'}  {' '.join(words.split())[:80]!r}"


def tally(found: Sequence[Change]) -> str:
    """How many changes of each kind, in words."""
    counts = Counter(change.kind for change in found)
    return ", ".join(f"{n} {kind}" for kind, n in counts.most_common()) or "no change"
