"""Stories and origins: reports marked with their `cluster` (or `story`), some with a `subevent` and an `origin`.

B-cubed (Bagga and Baldwin 1998): of each report, which share of its group is of its cluster (p), and which share of its
cluster is in its group (r); the means over all reports, and their harmonic mean.  The same for developments, inside
each cluster where sub-events are marked: the reports of a cluster are taken as one story, so that what is measured is
how the story is divided and not how it was found.  origin_*: the same for origins, over clusters where they are marked.
mixed: stories with reports of several clusters; split: clusters whose reports are in several stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from evaluation.base import Figures, Item, Outcome, Row
from evaluation.coding import read_rows
from evaluation.placing import HELD_OUT
from evaluation.rooms import Rooms, document_of, part

Groups = Sequence[Sequence[int]]
THRESHOLDS = tuple(n / 100 for n in range(12, 42, 2))


def run(rows: Sequence[Row], rooms: Rooms) -> Outcome:
    """Stories, origins and developments of the rows against what is marked."""
    report = part("dateline.ledger.reports", "Report")
    reads = list(read_rows(rows, rooms, "stories"))
    reports = [report(n, document_of(r.row), r.reading) for n, r in enumerate(reads)]
    copies = part("dateline.ledger.stories.origins", "find_origins")(reports)
    found = part("dateline.ledger.stories.stories", "find_stories")(reports, copies)
    groups = [[m.pk for m in story.members] for story in found]
    clusters = marked(rows, "cluster", "story")
    figures: Figures = {"reports": len(rows), "crashed": sum(r.reading is None for r in reads), "stories": len(found)}
    figures |= b_cubed("story", groups, clusters)
    figures |= {"mixed": sum(len({clusters.get(n) for n in g}) > 1 for g in groups), "split": _split(groups, clusters)}
    figures |= {"origins": len({c.origin for c in copies.values()})}
    figures |= b_cubed("origin", _by(copies), marked(rows, "origin"))
    figures |= _developments(rows, reports, clusters)
    predictions = [{"id": rows[m.pk]["id"], "story": s.id, "origin": rows[m.copy.origin]["id"],
                    "development": m.development, "why": m.why} for s in found for m in s.members]
    items = [Item(rows[n]["id"], "", len({clusters.get(m) for m in g}) == 1) for g in groups for n in g]
    notes = [*_notes(rows, groups, clusters), *_copied(copies, clusters), _plateau(reports, copies, clusters)]
    return Outcome(figures, predictions, items, notes)


def marked(rows: Sequence[Row], *fields: str) -> dict[int, Hashable]:
    """What the rows say in the first of these fields that they have, by their number; rows that say nothing are out."""
    values = {n: next((row[f] for f in fields if row.get(f)), None) for n, row in enumerate(rows)}
    return {n: value for n, value in values.items() if value is not None}


def b_cubed(name: str, groups: Groups, gold: Mapping[int, Hashable]) -> Figures:
    """Precision, recall and F1 over the items that gold has; None without any."""
    parts = [[n for n in group if n in gold] for group in groups]
    sizes: dict[Hashable, int] = defaultdict(int)
    for value in gold.values():
        sizes[value] += 1
    same = [(sum(gold[m] == gold[n] for m in g), len(g), sizes[gold[n]]) for g in parts for n in g]
    if not same:
        return dict.fromkeys((f"{name}_p", f"{name}_r", f"{name}_f1"))
    p, r = (sum(s[0] / s[i] for s in same) / len(same) for i in (1, 2))
    return {f"{name}_p": round(p, 4), f"{name}_r": round(r, 4), f"{name}_f1": round(2 * p * r / (p + r), 4)}


def _by(copies: Mapping[int, Any]) -> Groups:
    groups: dict[int, list[int]] = defaultdict(list)
    for copy in copies.values():
        groups[copy.origin].append(copy.pk)
    return list(groups.values())


def _developments(rows: Sequence[Row], reports: Sequence[Any], clusters: Mapping[int, Hashable]) -> Figures:
    """B-cubed over sub-events, and what one development for each story would score."""
    divide, gold = part("dateline.ledger.stories.developments", "developments"), marked(rows, "subevent")
    gold = {n: (clusters.get(n), value) for n, value in gold.items()}
    groups: list[list[int]] = []
    whole: list[list[int]] = []
    for cluster in dict.fromkeys(clusters[n] for n in gold if n in clusters):
        whole.append([n for n in clusters if clusters[n] == cluster])
        groups += [list(d.reports) for d in divide([reports[n] for n in whole[-1]])]
    one = b_cubed("one_development", whole, gold)
    return b_cubed("development", groups, gold) | {"one_development_f1": one["one_development_f1"]}


def _split(groups: Groups, clusters: Mapping[int, Hashable]) -> int:
    homes: dict[Hashable, set[int]] = defaultdict(set)
    for place, group in enumerate(groups):
        for n in group:
            if n in clusters:
                homes[clusters[n]].add(place)
    return sum(len(places) > 1 for places in homes.values())


def _notes(rows: Sequence[Row], groups: Groups, clusters: Mapping[int, Hashable]) -> Iterable[str]:
    for group in groups:
        held = any(HELD_OUT.search(rows[n]["id"]) for n in group)
        if len({clusters.get(n) for n in group}) > 1 and not held:
            yield "one story of several: " + ", ".join(f"{rows[n]['id']} ({clusters.get(n)})" for n in group)


def _copied(copies: Mapping[int, Any], clusters: Mapping[int, Hashable]) -> Iterable[str]:
    """Clusters with copies: how many reports, of how many origins."""
    for cluster in dict.fromkeys(clusters.values()):
        mine = [n for n in clusters if clusters[n] == cluster]
        origins = {copies[n].origin for n in mine}
        if len(origins) < len(mine):
            yield f"{cluster}: {len(mine)} reports, {len(origins)} origins"


def _plateau(reports: Sequence[Any], copies: Mapping[int, Any], clusters: Mapping[int, Hashable]) -> str:
    """F1 as a function of the threshold: the one that is set should lie in the middle of a plateau."""
    import msgspec

    compare = part("dateline.ledger.stories.stories", "compare")
    group = part("dateline.ledger.stories.stories", "group")
    how = part("dateline.ledger.stories.settings", "settings")()
    links, scores = compare(reports, how), []
    for threshold in THRESHOLDS:
        other = msgspec.structs.replace(how, stories=msgspec.structs.replace(how.stories, threshold=threshold))
        groups = [[links.order[n].pk for n in g] for g in group(links, copies, other)]
        scores.append(f"{threshold:.2f} {b_cubed('story', groups, clusters)['story_f1']}")
    return "story_f1 by threshold: " + ", ".join(scores)
