"""Which reports are copies of which: near-duplicates, copies cut short or grown, light rewrites of an agency's report.

Runs of five words (shingles) are sketched by MinHash and banded (Broder 1997; Indyk and Motwani 1998; both from the
library rensa) to find candidates; whether they are copies is decided by the runs themselves and not by a sketch.
The share that counts is containment: of the shorter report's runs, how many stand in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from dateline.ledger.reports import Report, in_order
from dateline.ledger.stories.settings import Origins, settings
from dateline.ledger.words import agency_named, credited, running

Runs = dict[tuple[str, ...], float]  # weight by run


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


class _Text(msgspec.Struct):
    report: Report
    words: list[tuple[str, bool]]
    agency: str | None


def find_origins(reports: Iterable[Report], how: Origins | None = None) -> dict[int, Copy]:
    """The origin of each report, by row number.

    The head of the copies is the earliest, then the longest report.  The answer does not depend on the order of the
    reports.
    """
    how = how or settings().origins
    texts, seen = [_text(r) for r in in_order(reports)], dict[tuple[str, bool], tuple[str, bool]]()
    for text in texts:  # each word is held once, not once for each place where it stands
        text.words = [seen.setdefault(word, word) for word in text.words]
    found: dict[int, Copy] = {}
    earlier = _candidates(texts, how)
    runs: dict[int, Runs] = {}
    for n, text in enumerate(texts):
        for i in (n, *earlier[n]) if earlier[n] else ():
            if i not in runs:
                runs[i] = runs_of(texts[i].words, how)
        best = _best(n, earlier[n], texts, runs, how)
        found[text.report.pk] = _head(text) if best is None else _copy(text, texts[best[1]], best[0], found)
    return found


def _text(report: Report) -> _Text:
    document = report.document
    given = agency_named(document.agency or "")
    agency = given or credited(document.text, document.publisher, document.url)
    return _Text(report, running(document.text), agency)


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


def _candidates(texts: Sequence[_Text], how: Origins) -> list[list[int]]:
    """For each text the earlier ones that may be its origin."""
    whole = _alike([t.words for t in texts], how)
    opening = _alike([t.words[: how.opening] for t in texts], how)
    return [sorted(a | b) for a, b in zip(whole, opening, strict=True)]


def _alike(words: Sequence[Sequence[tuple[str, bool]]], how: Origins) -> list[set[int]]:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=how.permutations, num_bands=how.permutations // how.band)
    earlier: list[set[int]] = []
    for n, text in enumerate(words):
        runs = sorted({" ".join(w for w, _ in text[i : i + how.run]) for i in range(len(text) - how.run + 1)})
        if not runs:
            earlier.append(set())
            continue
        sketch = RMinHash(num_perm=how.permutations, seed=how.seed)
        sketch.update(runs)
        earlier.append(set(index.query(sketch)))
        index.insert(n, sketch)
    return earlier


def _best(
    n: int, earlier: Sequence[int], texts: Sequence[_Text], runs: dict[int, Runs], how: Origins
) -> tuple[float, int] | None:
    """The share and number of the earlier text that this one shares most with, of those that it copies."""
    best: tuple[float, int] | None = None
    for i in earlier:
        common, share = shared_runs(runs[n], runs[i])
        if _is_copy((texts[n], runs[n]), (texts[i], runs[i]), common, share, how) and (best is None or share > best[0]):
            best = share, i
    return best


def _is_copy(a: tuple[_Text, Runs], b: tuple[_Text, Runs], common: float, share: float, how: Origins) -> bool:
    if share >= how.nearly:
        return True
    if common < how.least_runs:
        return False
    if _same_outlet(a[0], b[0]):
        return share >= how.copy and passage(a, b) >= how.own_passage
    return share >= how.copy or (share >= how.credited and _same_agency(a[0], b[0], how))


def _same_outlet(a: _Text, b: _Text) -> bool:
    first, second = a.report.document.publisher, b.report.document.publisher
    return first is not None and second is not None and first.casefold() == second.casefold()


def passage(a: tuple[_Text, Runs], b: tuple[_Text, Runs]) -> float:
    """The mean length, in runs, of the passages of the shorter text that stand in the other."""
    (text, runs), (_, others) = (a, b) if len(a[1]) <= len(b[1]) else (b, a)
    size = len(next(iter(runs)))
    words = [word for word, _ in text.words]
    shared = [tuple(words[i : i + size]) in others for i in range(len(words) - size + 1)]
    lengths = [len(list(group)) for same, group in groupby(shared) if same]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _same_agency(a: _Text, b: _Text, how: Origins) -> bool:
    first, second = a.report.day, b.report.day
    near = first is None or second is None or abs((first - second).days) <= how.credited_days
    return near and a.agency is not None and a.agency == b.agency


def _head(text: _Text) -> Copy:
    pk = text.report.pk
    return Copy(pk, pk, None, None, text.agency, "its own text: no earlier report shares enough of its words")


def _copy(text: _Text, of: _Text, share: float, found: dict[int, Copy]) -> Copy:
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
