"""Stories: which reports tell of the same happening, from how many independent origins, and why.

Reports are compared by `likeness`, joined by average linkage, and kept apart where they lead with two happenings.
Copies of one origin are one story from the start.  Nothing here depends on the order of the reports.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from dateline.ledger.reports import Report, in_order
from dateline.ledger.stories.developments import Development, developments
from dateline.ledger.stories.likeness import Profile, likeness, profile
from dateline.ledger.stories.linkage import Pair, average_link
from dateline.ledger.stories.origins import Copy, find_origins, report_name
from dateline.ledger.stories.reasons import headline, main_parties, why_together
from dateline.ledger.stories.settings import Settings, settings
from dateline.ledger.words import Counts, background


class Member(msgspec.Struct, frozen=True):
    """A report in its story: its origin, its development (a number from 1), and why it belongs here."""

    copy: Copy
    development: int
    why: str

    @property
    def pk(self) -> int:
        """The row number of the report."""
        return self.copy.pk


class Story(msgspec.Struct, frozen=True):
    """Reports of one happening, the earliest first.

    `id` stays the same while the earliest report does.  `central` is the row number of the report most like the others,
    whose title the story has; `first` and `last` are days of publication; `parties` those that most reports name.
    """

    id: str
    title: str
    members: tuple[Member, ...]
    developments: tuple[Development, ...]
    central: int
    first: str | None
    last: str | None
    parties: tuple[str, ...]
    why: str

    @property
    def origins(self) -> int:
        """How many independent origins its reports have."""
        return len({m.copy.origin for m in self.members})


class Links(msgspec.Struct):
    """What `compare` finds: the likeness of each pair of reports that may be one story, by their places in order.

    `apart`: for pairs that lead with one kind of happening, whether it took place on two days.
    """

    order: list[Report]
    profiles: list[Profile]
    likeness: dict[Pair, float]
    apart: dict[Pair, bool]


def find_stories(
    reports: Iterable[Report], copies: Mapping[int, Copy] | None = None, how: Settings | None = None,
) -> tuple[Story, ...]:
    """The stories of the reports, each report in one; the newest story first.

    `copies` are the origins that `find_origins` gives for these reports (worked out where they are not given).
    """
    how, reports = how or settings(), list(reports)
    copies = find_origins(reports, how.origins) if copies is None else copies
    links = compare(reports, how)
    return told(links, group(links, copies, how), copies, how)


def told(links: Links, groups: Iterable[Sequence[int]], copies: Mapping[int, Copy], how: Settings) -> tuple[Story, ...]:
    """The story of each group of places in `links.order`; the newest story first."""
    found = [_story(numbers, links, copies, how) for numbers in groups]
    return tuple(sorted(found, key=lambda s: (s.last or "", s.id), reverse=True))


def compare(reports: Iterable[Report], how: Settings) -> Links:
    """The likeness of all reports that share rare words within the window of time."""
    counts, order = background(), in_order(reports)
    links = Links(order, [profile(r, how, counts) for r in order], {}, {})
    for a, b in _candidates(links.profiles, how, counts):
        found = likeness(links.profiles[a], links.profiles[b], how)
        links.likeness[a, b] = found.value
        if found.two_happenings is not None:
            links.apart[a, b] = found.two_happenings
    return links


def group(links: Links, copies: Mapping[int, Copy], how: Settings) -> list[list[int]]:
    """The groups of reports, as places in `links.order`."""
    at = {r.pk: n for n, r in enumerate(links.order)}
    together: dict[int, list[int]] = defaultdict(list)
    for number, report in enumerate(links.order):
        together[at[copies[report.pk].origin]].append(number)
    numbers = range(len(links.order))
    return average_link(numbers, links.likeness, how.stories.threshold, together.values(), links.apart)


def _candidates(profiles: Sequence[Profile], how: Settings, counts: Counts) -> Iterator[Pair]:
    """Pairs that share enough rare terms and lie within the window of time; without a date, always within it."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, mine in enumerate(profiles):
        rare = [w for w in mine.words if counts.of.get(w, 0) <= how.stories.rare]
        shared: Counter[int] = Counter()
        for word in rare:
            near = _near(holders[word], profiles, mine.day, how.time.window_days)
            if len(near) <= how.stories.crowded:
                shared.update(near)
            holders[word].append(number)
        yield from ((other, number) for other, n in sorted(shared.items()) if n >= how.stories.shared_terms)


def _near(holders: Sequence[int], profiles: Sequence[Profile], day: date | None, window: int) -> list[int]:
    """Of the earlier reports with a term, those within the window; the reports come in order of time."""
    if day is None:
        return list(holders)
    near = []
    for number in reversed(holders):
        then = profiles[number].day
        if then is not None and (day - then).days > window:
            break
        near.append(number)
    return near


def _story(numbers: Sequence[int], links: Links, copies: Mapping[int, Copy], how: Settings) -> Story:
    reports = [links.order[n] for n in numbers]
    found = developments(reports, how.developments)
    place = {pk: d.number for d in found for pk in d.reports}
    members = tuple(
        Member(copies[r.pk], place[r.pk], _why(n, numbers, links, copies))
        for n, r in zip(numbers, reports, strict=True)
    )
    days = sorted(r.day.isoformat() for r in reports if r.day)
    central = links.order[_central(numbers, links)]
    return Story(
        _id(reports[0]), headline(central.document), members, found, central.pk, days[0] if days else None,
        days[-1] if days else None, main_parties(reports), _counted(reports, copies),
    )


def _id(earliest: Report) -> str:
    return hashlib.sha256(f"story {earliest.document.id}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _value(a: int, b: int, links: Links) -> float:
    return links.likeness.get((min(a, b), max(a, b)), 0.0)


def _central(numbers: Sequence[int], links: Links) -> int:
    """The report with the greatest sum of likeness to the others; the earliest of equals."""
    return max(numbers, key=lambda n: (round(sum(_value(n, m, links) for m in numbers if m != n), 9), -n))


def _why(number: int, numbers: Sequence[int], links: Links, copies: Mapping[int, Copy]) -> str:
    """Why a report stands in its story: what it shares with the one most like it."""
    report = links.order[number]
    copy = copies[report.pk]
    if copy.copied_from is not None:
        return copy.why
    others = [n for n in numbers if n != number and copies[links.order[n].pk].origin != copy.origin]
    if not others:
        return "the only report" if len(numbers) == 1 else "the first of its copies"
    nearest = max(others, key=lambda n: (round(_value(number, n, links), 9), -n))
    shared = why_together(report, links.order[nearest], links.profiles[number], links.profiles[nearest])
    return f"like {report_name(links.order[nearest])}: {shared}"


def _counted(reports: Sequence[Report], copies: Mapping[int, Copy]) -> str:
    """How many reports and origins, and which reports are no origins of their own."""
    origins = {copies[r.pk].origin for r in reports}
    head = f"{_number(len(reports), 'report')}, {_number(len(origins), 'independent origin')}"
    copied = [f"{report_name(r)}: {copies[r.pk].why}" for r in reports if copies[r.pk].copied_from is not None]
    return f"{head}. " + (f"Not independent: {'; '.join(copied)}." if copied else "No report copies another.")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
