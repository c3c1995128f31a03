"""Make `lexicon/unlisted_words.csv`: words that no rule lists, with the event type whose words keep the same company.

    python tools/build_unlisted.py TEXTS.jsonl.gz [--counts FILE]

Counts what stands beside each verb and noun in the texts (subjects, objects, prepositions, modifiers, governors),
weighs it by positive pointwise mutual information, reduces it to 80 dimensions, and fits a softmax from the words that
rules list (and a share of those that they do not) to the sixteen types and none.  Kept are the unlisted words whose
likeliest type is likely enough.  Prints how often the type is right for listed words that were held out.
The rows only propose: what they find is a candidate (`reading/unlisted.py`).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dateline.knowledge import DATA, Knowledge, load_knowledge
from dateline.parse import Token, parse_document
from dateline.types import Document

BELOW = frozenset(
    {"dobj", "nsubj", "nsubjpass", "amod", "compound", "poss", "attr", "acomp", "xcomp", "ccomp", "prt", "advmod"}
)
ABOVE = frozenset(["dobj", "nsubj", "nsubjpass", "amod", "compound", "xcomp", "conj", "attr"])
SEEN, FEATURES, LEAST_FEATURE, SIZE, FOLDS = 25, 9_000, 12, 80, 5
LEAST = {"verb": 0.35, "noun": 0.45}
POS = {"VERB": "verb", "NOUN": "noun"}
LONG = 20_000  # characters read of a text
Vector = npt.NDArray[np.float64]
Pair = tuple[tuple[str, str], str]


def company(token: Token) -> Iterator[str]:
    """What stands beside a word."""
    for child in token.children:
        if child.dep in BELOW:
            yield f"{child.dep}:{child.lemma}"
        elif child.dep in ("prep", "agent"):
            yield f"prep:{child.lower}"
            yield from (f"p_{child.lower}:{o.lemma}" for o in child.below("pobj"))
    if token.dep in ABOVE:
        yield f"^{token.dep}:{token.head.lemma}"
    elif token.dep == "pobj":
        yield f"^p_{token.head.lower}:{token.head.head.lemma}"


def count(texts: Path) -> Counter[Pair]:
    """How often each word keeps which company."""
    found: Counter[Pair] = Counter()
    with gzip.open(texts, "rt", encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            parse = parse_document(Document(str(n), json.loads(line)["text"][:LONG]))
            for token in parse.tokens:
                if token.pos in POS and token.text.isalpha():
                    found.update(((token.lemma, POS[token.pos]), c) for c in company(token))
    return found


def vectors(counts: Counter[Pair]) -> tuple[list[tuple[str, str]], Vector]:
    """The frequent words and a vector of length one for each."""
    of_word: Counter[tuple[str, str]] = Counter()
    of_company: Counter[str] = Counter()
    for (word, beside), n in counts.items():
        of_word[word] += n
        of_company[beside] += n
    words = sorted(w for w, n in of_word.items() if n >= SEEN and len(w[0]) > 2 and w[0].isalpha())
    kept = sorted(of_company, key=lambda f: (-of_company[f], f))[:FEATURES]
    rows = {w: k for k, w in enumerate(words)}
    columns = {f: k for k, f in enumerate(kept) if of_company[f] >= LEAST_FEATURE}
    table = np.zeros((len(words), len(columns)))
    for (word, beside), n in counts.items():
        if word in rows and beside in columns:
            table[rows[word], columns[beside]] = n
    total = table.sum()
    share = (table.sum(0) / total) ** 0.75
    expected = np.outer(table.sum(1) / total, share / share.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.maximum(np.nan_to_num(np.log(table / total / expected), neginf=0.0), 0.0)
    values, axes = np.linalg.eigh(weight @ weight.T)
    placed = axes[:, -SIZE:] * np.maximum(values[-SIZE:], 0) ** 0.25
    return words, placed / (np.linalg.norm(placed, axis=1, keepdims=True) + 1e-9)


def labels(words: list[tuple[str, str]], events: list[str], know: Knowledge) -> Vector:
    """For each word the shares of the types whose rules list it; the last column: none does."""
    listed: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for rule in know.rules:
        for trigger in rule.triggers:
            for lemma in trigger[0]:
                listed[lemma, rule.pos][rule.event] += 10 if len(trigger) == 1 else 3
    found = np.zeros((len(words), len(events) + 1))
    for row, word in enumerate(words):
        for event, n in listed[word].items():
            found[row, events.index(event)] = n / listed[word].total()
        found[row, -1] = not listed[word]
    return found


def fit(x: Vector, y: Vector, weight: Vector) -> Vector:
    """A softmax, by gradient steps from zero."""
    held = np.c_[x, np.ones(len(x))]
    weights = np.zeros((held.shape[1], y.shape[1]))
    for _ in range(400):
        slope = held.T @ ((predict(x, weights) - y) * weight[:, None]) / weight.sum()
        weights -= 20 * (slope + 0.3 / len(x) * weights)
    return weights


def predict(x: Vector, weights: Vector) -> Vector:
    """The share of each type for each word."""
    total = np.c_[x, np.ones(len(x))] @ weights
    raised = np.exp(total - total.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def held_out(x: Vector, y: Vector, weight: Vector) -> Vector:
    """For each word the shares by a model that has not seen it."""
    found = np.zeros_like(y)
    fold = np.arange(len(x)) % FOLDS
    for k in range(FOLDS):
        found[fold == k] = predict(x[fold == k], fit(x[fold != k], y[fold != k], weight[fold != k]))
    return found


def main() -> None:
    """Count or load counts, fit, report on held-out words, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--counts", type=Path, help="keep the counts in this file, or take them from it")
    args = parser.parse_args()
    kept = args.counts and args.counts.is_file()
    counts = pickle.loads(args.counts.read_bytes()) if kept else count(args.texts)
    if args.counts and not kept:
        args.counts.write_bytes(pickle.dumps(counts))
    know = load_knowledge()
    events = sorted(know.events)
    words, x = vectors(counts)
    y = labels(words, events, know)
    listed = y[:, -1] == 0
    weight = np.where(listed, 1.0, listed.sum() / max((~listed).sum(), 1))
    share = held_out(x, y, weight)
    best = share[:, :-1].argmax(1)
    likely = share[np.arange(len(words)), best]
    for least in (0.35, 0.45, 0.6):
        over = listed & (likely >= least)
        right = sum(y[k, best[k]] > 0 for k in np.flatnonzero(over))
        print(f"{least}: {over.sum()} listed words held out, type right {right / max(over.sum(), 1):.3f}")
    rows = [(*words[k], events[best[k]], round(float(likely[k]), 2)) for k in np.flatnonzero(~listed)]
    table = DATA / "lexicon" / "unlisted_words.csv"
    with table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["word", "pos", "event", "likeness"])
        writer.writerows(sorted(r for r in rows if r[3] >= LEAST[r[1]]))
    print(f"{sum(r[3] >= LEAST[r[1]] for r in rows)} words in {table.name}")


if __name__ == "__main__":
    main()
