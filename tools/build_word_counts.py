"""Make `ledger/word_counts.csv`: in how many reports of a background collection each word stands.

    python tools/build_word_counts.py TEXTS.jsonl.gz [--least N] [--out FILE]

A ledger that holds one topic only would take the words of that topic for common ones; the background does not.  The
texts come from collections of very different sizes (field `source_dataset`), so the largest is weighed down to as much
as all others together.  The counts are per 10,000 reports; words below the threshold are left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from pathlib import Path

from dateline.ledger.words import LEDGER, body, terms

OUT_OF = 10_000


def count(path: Path) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Reports a collection, and reports with a word a collection."""
    sizes: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name = str(row["source_dataset"])
            sizes[name] += 1
            words.setdefault(name, Counter()).update(set(terms(f"{row.get('title') or ''}\n{body(row['text'])}")))
    return sizes, words


def weighed(sizes: Counter[str], words: dict[str, Counter[str]], least: int) -> dict[str, int]:
    """Reports per 10,000 with each word that stands in at least `least` texts, the largest collection as one half."""
    largest = max(sizes, key=lambda n: (sizes[n], n))
    rest = sum(sizes.values()) - sizes[largest]
    halves = (words[largest], sizes[largest]), (sum((words[n] for n in sorted(words) if n != largest), Counter()), rest)
    seen = {w for counts, _ in halves for w in counts}
    share = {w: sum(counts[w] / size / 2 for counts, size in halves if size) for w in seen}
    return {w: round(OUT_OF * share[w]) or 1 for w in sorted(seen) if sum(c[w] for c, _ in halves) >= least}


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--least", type=int, default=5, help="texts in which a word has to stand to be listed")
    parser.add_argument("--out", type=Path, default=LEDGER / "word_counts.csv")
    args = parser.parse_args()
    counts = weighed(*count(args.texts), args.least)
    with args.out.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("", OUT_OF), *counts.items()])
    print(f"{len(counts)} words, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
