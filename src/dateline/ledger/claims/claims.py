"""Claims: statements of one speaker, of one kind and with one content, over all reports.

A claim is what somebody said; what came of it is for people to say (`outcomes.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from dateline.exports.plain import flat
from dateline.exports.rows import sentence_of
from dateline.ledger.claims.content import PAST_KINDS, Content, content_of, same_content
from dateline.ledger.claims.kinds import Finding, Speaker, finding, full_names, speaks, teller
from dateline.ledger.claims.rules import ClaimKind, ClaimRules, claim_rules
from dateline.ledger.nouns import Entry
from dateline.types import Interval, Span, Timex

Times = Mapping[str, Sequence[Timex]]  # the time expressions of documents, by document id
Shelf = tuple[ClaimKind, str, str, str]  # kind and speaker; in it, by each word, numbers of claims that have it
QUOTED = 140  # characters of a gloss
VERBS: Mapping[ClaimKind, str] = {
    "promise": "promised", "plan": "planned", "prediction": "predicted", "threat": "threatened", "denial": "denied",
    "accusation": "alleged",
}  # fmt: skip


class Said(msgspec.Struct, frozen=True):
    """A statement of the ledger that is a claim: whose, of which kind, about what; `spoken`: its act is the saying."""

    entry: Entry
    finding: Finding
    content: Content
    spoken: bool


class Claim(msgspec.Struct, frozen=True):
    """What a speaker said, once or more often.

    `first_said`: EDTF, when it was said as far as the text tells, else the day of the first report; None where no
    report has a date.  `repeated`: later reports of it, of origins of their own (copies count once); `later_days`: on
    how many later days.  `due`: the time for which it was said, if that lies after it was said.  `told_by`: those
    in whose words it is known, empty where a report tells it itself or the speaker is its own voice.
    """

    id: str
    kind: ClaimKind
    rule: str
    speakers: tuple[Speaker, ...]
    gloss: str
    first_said: str | None
    first_reported: str | None
    last_reported: str | None
    repeated: int
    later_days: int
    origins: int
    due: Interval | None
    due_text: str | None
    condition: str | None
    told_by: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def content(self) -> Content:
        """What it is about, as it was first said."""
        return self.said[0].content

    @property
    def first(self) -> Entry:
        """The statement in which it was first said."""
        return self.said[0].entry


def find_claims(entries: Sequence[Entry], times: Times | None = None, rules: ClaimRules | None = None) -> list[Claim]:
    """All claims, by the day on which they were first reported.  `times`: without them, promises, threats and
    accusations have no due date."""
    rules = rules or claim_rules()
    clusters: list[list[Said]] = []
    shelf: dict[Shelf, dict[str, list[int]]] = {}
    for said in claims_said(entries, times or {}, rules):
        shelves = [shelf.setdefault((said.finding.kind, *s.key()), {}) for s in said.finding.speakers]
        words = said.content.words
        near = sorted({n for each in shelves for w in ({*words, ""} if words else each) for n in each.get(w, ())})
        found = next((n for n in near if _belongs(said, clusters[n], rules)), None)
        if found is None:
            found = len(clusters)
            clusters.append([])
        clusters[found].append(said)
        for by_word in shelves:
            for word in words or {""}:
                if found not in (numbers := by_word.setdefault(word, [])):
                    numbers.append(found)
    return [_claim(cluster) for cluster in clusters]


def claims_said(entries: Sequence[Entry], times: Times, rules: ClaimRules) -> Iterator[Said]:
    """The statements that are claims, by day, document and place in the text."""
    names = full_names(entries)
    for entry in sorted(entries, key=order):
        if (found := finding(entry, names, rules)) is not None:
            content = content_of(entry, rules, times.get(entry.document.id, ()))
            yield Said(entry, found, content, speaks(entry.statement, rules))


def order(entry: Entry) -> tuple[str, str, Span, str]:
    """By day of publication (undated reports last), document and place in the text."""
    return (entry.day or "9999", entry.document.id, entry.statement.trigger, entry.statement.id)


def origin_of(entry: Entry) -> str:
    """The origin of the report; of one that is not linked, the document."""
    return entry.origin or f"document {entry.document.id}"


def _belongs(said: Said, cluster: Sequence[Said], rules: ClaimRules) -> bool:
    """Is it said of the same as the first statement, and near in time to the last?"""
    if not near_in_time(cluster[-1].entry.day, said.entry.day, rules.repeat_days):
        return False
    return same_content(cluster[0].content, said.content, said.finding.kind, rules)


def near_in_time(one: str | None, other: str | None, days: int) -> bool:
    """Do the two days lie at most so many days apart?  An undated report is near to undated ones only."""
    if not one or not other:
        return one == other
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= days


def claim_id(first: Entry, kind: ClaimKind) -> str:
    """A name for the claim that stays while its first statement does: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(f"{first.statement.id} {kind}".encode()).hexdigest()[:12]


def _claim(cluster: Sequence[Said]) -> Claim:
    first = cluster[0]
    kind = first.finding.kind
    days = sorted({s.entry.day for s in cluster if s.entry.day})
    said = min((s for s in map(_said_when, cluster) if s), default=None)
    due = next((s for s in cluster if _ahead(s, said)), None)
    origins = {origin_of(s.entry) for s in cluster}
    told = dict.fromkeys(words for s in cluster if (words := _told_by(s)))
    return Claim(
        id=claim_id(first.entry, kind), kind=kind, rule=first.finding.rule, speakers=first.finding.speakers,
        gloss=_gloss(first), first_said=said, first_reported=days[0] if days else None,
        last_reported=days[-1] if days else None, repeated=len(origins) - 1, later_days=max(len(days) - 1, 0),
        origins=len(origins), due=due.content.due if due else None, due_text=_due_text(due) if due else None,
        condition=next((c for s in cluster if (c := _condition(s.entry))), None), told_by=tuple(told),
        said=tuple(cluster),
    )  # fmt: skip


def _said_when(said: Said) -> str | None:
    """When it was said: of a speech act that the text dates before its report, that date; else the report's day."""
    statement, day = said.entry.statement, said.entry.day
    when = statement.when_interval
    dated = said.spoken and when and when.latest and when.basis != "default" and statement.when
    if when and when.latest and dated and (day is None or when.latest[:10] <= day):
        return statement.when
    return day


def _ahead(said: Said, first_said: str | None) -> bool:
    due = said.content.due
    if due is None or first_said is None or said.finding.kind in PAST_KINDS:
        return False
    return (due.latest or due.earliest or "")[:10] > first_said[:10]


def _due_text(said: Said) -> str | None:
    span = said.content.due_span
    return flat(span.of(said.entry.document.text)) if span else None


def _condition(entry: Entry) -> str | None:
    span = entry.statement.factuality.condition
    return flat(span.of(entry.document.text)) if span else None


def _told_by(said: Said) -> str | None:
    """Who tells of a speech act or plan of somebody else; None where the report or the speaker does."""
    voice = teller(said.entry.statement)
    if voice is None or (said.finding.rule.partition(".")[0] == "denial" and voice.kind == "denial"):
        return None
    text = flat(voice.span.of(said.entry.document.text))
    names = {s.name.casefold() for s in said.finding.speakers} | {s.text.casefold() for s in said.finding.speakers}
    known = {(voice.name or "").casefold(), text.casefold()} - {""}
    short = any(n.endswith(k) for n in names for k in known)
    return None if known & names or short else (voice.name or text)


def _gloss(said: Said) -> str:
    """One line: `Sergei Lavrov (RUS GOV) denied: “…”`, the words of the report between the quotation marks."""
    speakers = " and ".join(s.words() for s in said.finding.speakers)
    told = _told_by(said)
    by = f", as told by {told}," if told else ""
    return flat(f"{speakers}{by} {VERBS[said.finding.kind]}: “{quote(said.entry, said.spoken)}”")


def quote(entry: Entry, whole: bool = False) -> str:
    """The words from the first to the last slot of the statement, with `whole` to the end of its sentence: one line,
    at most 140 characters."""
    statement, text = entry.statement, entry.document.text
    sentence = sentence_of(statement)
    spans = [statement.trigger, *(m.span for m in (*statement.actor, *statement.recipient))]
    spans += [q.span for q in statement.what] + [o.span for o in statement.factuality.operators]
    inside = [s for s in spans if sentence.covers(s)] or [statement.trigger]
    end = max(s.end for s in inside) if not whole else max(sentence.end, statement.trigger.end)
    near = (s.start for s in inside if statement.trigger.start - s.start < QUOTED / 2)
    words = flat(text[min(near, default=statement.trigger.start) : end]).strip()
    return words if len(words) <= QUOTED else words[: QUOTED - 1].rsplit(" ", 1)[0] + "…"
