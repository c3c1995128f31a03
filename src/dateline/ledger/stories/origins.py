"""Which reports are copies of which: near-duplicates, copies cut short or grown, light rewrites of an agency's report.

Runs of five words (shingles) are sketched by MinHash and banded (Broder 1997; Indyk and Motwani 1998; both from the
library rensa) to find candidates; whether they are copies is decided by the runs themselves and not by a sketch.
The share that counts is containment: of the shorter report's runs, how many stand in the other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from dateline.ledger.reports import Report, in_order
from dateline.ledger.stories.settings import Origins, settings
from dateline.ledger.words import agency_named, credited, running

if TYPE_CHECKING:
    from rensa import RMinHash

Runs = dict[tuple[str, ...], float]  # weight by run
Sketch = tuple[bytes, bytes]  # of the whole text and of its opening: MinHash values; empty where it is too short
MIX, WORD = 0x9E3779B97F4A7C15, 2**64  # an odd number spreads the numbers of bands over 64 bits (Knuth 1973)


class Copy(msgspec.Struct, frozen=True):
    """The place of a report among the copies of its origin.

    `origin` is the row number of the head of its copies, its own for a report that copies none; `copied_from` that of
    the report that it shares most with; `share` how much (0 to 1); `why` in words.
    """

    pk: int
    origin: int
    copied_from: int | None
    share: float | None
    agency: str | None
    why: str


class Text(msgspec.Struct):
    """A report as it is held against others: its words (and whether each is quoted) and the agency that it credits."""

    report: Report
    words: list[tuple[str, bool]]
    agency: str | None


def find_origins(reports: Iterable[Report], how: Origins | None = None) -> dict[int, Copy]:
    """The origin of each report, by row number.

    The head of the copies is the earliest, then the longest report.  The answer does not depend on the order of the
    reports.
    """
    return origins_of(reports, how or settings().origins)[0]


def origins_of(reports: Iterable[Report], how: Origins) -> tuple[dict[int, Copy], dict[int, Sketch]]:
    """As `find_origins`, with the sketch of each report."""
    texts, seen = [text_of(r) for r in in_order(reports)], dict[tuple[str, bool], tuple[str, bool]]()
    for text in texts:  # each word is held once, not once for each place where it stands
        text.words = [seen.setdefault(word, word) for word in text.words]
    found: dict[int, Copy] = {}
    earlier, sketches = _candidates(texts, how)
    runs: dict[int, Runs] = {}
    for n, text in enumerate(texts):
        for i in (n, *earlier[n]) if earlier[n] else ():
            if i not in runs:
                runs[i] = runs_of(texts[i].words, how)
        best = _best(n, earlier[n], texts, runs, how)
        found[text.report.pk] = head(text) if best is None else copy_of(text, texts[best[1]], best[0], found)
    return found, {text.report.pk: sketch for text, sketch in zip(texts, sketches, strict=True)}


def text_of(report: Report) -> Text:
    """The report, ready to be held against others."""
    document = report.document
    given = agency_named(document.agency or "")
    agency = given or credited(document.text, document.publisher, document.url)
    return Text(report, running(document.text), agency)


def runs_of(words: Sequence[tuple[str, bool]], how: Origins) -> Runs:
    """The runs of a text with their weights: those that are mostly quoted weigh less."""
    runs: Runs = {}
    for start in range(max(len(words) - how.run + 1, 0)):
        part = words[start : start + how.run]
        weight = how.quoted if sum(quoted for _, quoted in part) * 2 > how.run else 1.0
        key = tuple(word for word, _ in part)
        runs[key] = max(weight, runs.get(key, 0.0))
    return runs


def shared_runs(a: Runs, b: Runs) -> tuple[float, float]:
    """The weight of the runs that two texts share, and its share of the lighter one."""
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    common = sum(min(weight, large[run]) for run, weight in small.items() if run in large)
    whole = min(sum(a.values()), sum(b.values()))
    return common, min(common / whole, 1.0) if whole else 0.0


def sketch_of(words: Sequence[tuple[str, bool]], how: Origins) -> Sketch:
    """The sketches by which copies are found."""
    return _bytes(_minhash(words, how)), _bytes(_minhash(words[: how.opening], how))


def _minhash(words: Sequence[tuple[str, bool]], how: Origins) -> RMinHash | None:
    from rensa import RMinHash

    runs = sorted({" ".join(w for w, _ in words[i : i + how.run]) for i in range(len(words) - how.run + 1)})
    if not runs:
        return None
    sketch = RMinHash(num_perm=how.permutations, seed=how.seed)
    sketch.update(runs)
    return sketch


def _bytes(sketch: RMinHash | None) -> bytes:
    values = sketch.digest() if sketch else []
    return struct.pack(f"<{len(values)}I", *values)


def bands(sketch: Sketch, how: Origins) -> list[int]:
    """The bands of a sketch, each with its number in 64 bits: two reports that share one may be copies of one another.

    Openings count on behind whole texts.
    """
    step, each = how.band * 4, how.permutations // how.band
    pieces = [(first + n, part[n * step : (n + 1) * step]) for first, part in ((0, sketch[0]), (each, sketch[1]))
              for n in range(len(part) // step)]
    mixed = ((int.from_bytes(piece, "little") ^ (number + 1) * MIX) * MIX % WORD for number, piece in pieces)
    return [value - WORD if value >= WORD // 2 else value for value in mixed]


def _candidates(texts: Sequence[Text], how: Origins) -> tuple[list[list[int]], list[Sketch]]:
    """For each text the earlier ones that may be its origin: those that share a band; and the sketches."""
    whole, first = _alike([t.words for t in texts], how)
    opening, second = _alike([t.words[: how.opening] for t in texts], how)
    return [sorted(a | b) for a, b in zip(whole, opening, strict=True)], list(zip(first, second, strict=True))


def _alike(words: Sequence[Sequence[tuple[str, bool]]], how: Origins) -> tuple[list[set[int]], list[bytes]]:
    from rensa import RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=how.permutations, num_bands=how.permutations // how.band)
    earlier, kept = list[set[int]](), list[bytes]()
    for n, text in enumerate(words):
        sketch = _minhash(text, how)
        earlier.append(set(index.query(sketch)) if sketch else set())
        kept.append(_bytes(sketch))
        if sketch:
            index.insert(n, sketch)
    return earlier, kept


def best_of(text: Text, earlier: Sequence[Text], how: Origins) -> tuple[float, int] | None:
    """The share and place of the earlier text that this one shares most with, of those that it copies."""
    texts = [*earlier, text]
    runs = {n: runs_of(one.words, how) for n, one in enumerate(texts)} if earlier else {}
    return _best(len(earlier), range(len(earlier)), texts, runs, how)


def _best(
    n: int, earlier: Sequence[int], texts: Sequence[Text], runs: dict[int, Runs], how: Origins
) -> tuple[float, int] | None:
    """The share and number of the earlier text that this one shares most with, of those that it copies."""
    best: tuple[float, int] | None = None
    for i in earlier:
        common, share = shared_runs(runs[n], runs[i])
        if _is_copy((texts[n], runs[n]), (texts[i], runs[i]), common, share, how) and (best is None or share > best[0]):
            best = share, i
    return best


def _is_copy(a: tuple[Text, Runs], b: tuple[Text, Runs], common: float, share: float, how: Origins) -> bool:
    if share >= how.nearly:
        return True
    if common < how.least_runs:
        return False
    if _same_outlet(a[0], b[0]):
        return share >= how.copy and passage(a, b) >= how.own_passage
    return share >= how.copy or (share >= how.credited and _same_agency(a[0], b[0], how))


def _same_outlet(a: Text, b: Text) -> bool:
    first, second = a.report.document.publisher, b.report.document.publisher
    return first is not None and second is not None and first.casefold() == second.casefold()


def passage(a: tuple[Text, Runs], b: tuple[Text, Runs]) -> float:
    """The mean length, in runs, of the passages of the shorter text that stand in the other."""
    (text, runs), (_, others) = (a, b) if len(a[1]) <= len(b[1]) else (b, a)
    size = len(next(iter(runs)))
    words = [word for word, _ in text.words]
    shared = [tuple(words[i : i + size]) in others for i in range(len(words) - size + 1)]
    lengths = [len(list(group)) for same, group in groupby(shared) if same]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _same_agency(a: Text, b: Text, how: Origins) -> bool:
    first, second = a.report.day, b.report.day
    near = first is None or second is None or abs((first - second).days) <= how.credited_days
    return near and a.agency is not None and a.agency == b.agency


def head(text: Text) -> Copy:
    """A report that copies none."""
    pk = text.report.pk
    return Copy(pk, pk, None, None, text.agency, "its own text: no earlier report shares enough of its words")


def copy_of(text: Text, of: Text, share: float, found: Mapping[int, Copy]) -> Copy:
    """A copy of the report `of`, which is among those `found`."""
    source, percent = of.report.pk, round(100 * share)
    name = report_name(of.report)
    if len(text.words) <= len(of.words):
        why = f"{percent} % of its five-word runs stand in {name}"
    else:
        why = f"{percent} % of the five-word runs of {name} stand in it"
    if text.agency and text.agency == of.agency:
        why += f"; credits {text.agency}, as that does"
    return Copy(text.report.pk, found[source].origin, source, round(share, 4), text.agency, why)


def report_name(report: Report) -> str:
    """How a sentence names a report: publisher and day, else its id."""
    document = report.document
    named = " of ".join(x for x in (document.publisher, document.published) if x)
    return f"{named} ({document.id})" if named else document.id
