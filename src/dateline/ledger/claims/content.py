"""What a claim is about: acts, parties, words, time, place; and whether two statements are about the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

import msgspec

from dateline.exports.rows import sentence_of
from dateline.ledger.claims.kinds import speaks
from dateline.ledger.claims.rules import Acts, ClaimKind, ClaimRules
from dateline.ledger.nouns import Entry
from dateline.types import Interval, Mention, Span, Timex

MUTUAL = ("CONSULT", "COOPERATE")  # all parties act
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,]\d+)*")
PAST_KINDS = ("denial", "accusation")  # claims about what was or is; the others look ahead
ENOUGH = 0.5  # share of the words of the shorter content that both have
ENDINGS = ("ing", "ers", "ed", "es", "er", "s", "e")


class Party(msgspec.Struct, frozen=True, order=True):
    """Who takes part: name (may be empty), country or organisation, sector."""

    name: str
    country: str
    sector: str


class Content(msgspec.Struct, frozen=True):
    """What is claimed.  `acts`: `EVENT` or `EVENT mode`; `doers` do them; `targets` have them done to them.

    `words`: stems of the words that tell it; `due`: its time, where that is stated; `due_span`: the words for it.
    `negated`: it is claimed that it did not or will not happen.
    """

    acts: frozenset[str]
    doers: frozenset[Party]
    targets: frozenset[Party]
    words: frozenset[str]
    place: str
    due: Interval | None
    due_span: Span | None
    negated: bool

    @property
    def events(self) -> frozenset[str]:
        """The types of the acts, without modes."""
        return frozenset(act.split(" ")[0] for act in self.acts)


def content_of(entry: Entry, rules: ClaimRules, times: Sequence[Timex] = ()) -> Content:
    """The content of a statement.  `times`: the time expressions of its document, for what a speech act dates."""
    statement = entry.statement
    spoken, acts = speaks(statement, rules), _acts(entry, rules)
    span, interval = _spoken_time(entry, times) if spoken else _time(entry)
    where = statement.where
    doers, targets = statement.actor, statement.recipient
    if statement.event == "ACCUSE":  # its content is what the accused did
        doers, targets = targets, ()
    elif statement.event in MUTUAL:
        doers, targets = (*doers, *targets), ()
    return Content(
        acts=acts,
        doers=_parties(doers),
        targets=_others(_parties(targets), _parties(doers), rules),
        words=_words(entry, rules, acts),
        place=(where.name or where.text).casefold() if where and where.level in ("point", "area") else "",
        due=interval, due_span=span,
        negated=statement.factuality.status == "negated" or (spoken and statement.event == "REJECT"),
    )  # fmt: skip


def _acts(entry: Entry, rules: ClaimRules) -> frozenset[str]:
    statement = entry.statement
    if not speaks(statement, rules):
        return frozenset({_act(statement.event, statement.mode)})
    told = " ".join(_told(entry)).casefold()
    named = [(m.start(), -m.end(), acts) for words, acts in rules.names_of_acts if (m := words.search(told))]
    acts = set(min(named)[2]) if named else set()  # the first in the text, of several there the longest
    if statement.event == "THREATEN" and statement.mode in rules.threatened:
        acts |= set(rules.threatened[statement.mode])
    return frozenset(acts)


def _act(event: str, mode: str | None) -> str:
    return f"{event} {mode}" if mode else event


def _told(entry: Entry) -> list[str]:
    """The words of the content: from the trigger to the end of its sentence, without voices; then what else it has."""
    statement, text = entry.statement, entry.document.text
    sentence = sentence_of(statement)
    cut = [s for v in statement.attribution for s in (v.span, v.cue)]
    cut += [statement.when_span] if statement.when_span else []
    pieces = [Span(statement.trigger.start, max(sentence.end, statement.trigger.end))]
    pieces += [q.span for q in statement.what] + [m.span for m in statement.recipient]
    return [m.group() for piece in pieces for m in WORD.finditer(text, piece.start, piece.end)
            if not any(c.overlaps(Span(*m.span())) for c in cut)]  # fmt: skip


def _words(entry: Entry, rules: ClaimRules, acts: frozenset[str]) -> frozenset[str]:
    """The stems of what is told, without the names of its parties and, of a deed, the word for the act itself."""
    parties = [*entry.statement.actor, *(m for m in entry.statement.recipient if m.code and not _crowd(m, rules))]
    own = {stem(w) for m in parties for w in WORD.findall(m.text)}
    own |= set() if speaks(entry.statement, rules) else {a for a in rules.acts_named if like_acts(acts, {a}, rules)}
    told = [w.casefold() for w in _told(entry)]
    return frozenset(s for w in told if w not in rules.empty and (s := rules.sense(w) or stem(w)) not in own)


def stem(word: str) -> str:
    """The word without case and common English endings: rough, for comparing only."""
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    ending = next((e for e in ENDINGS if low.endswith(e) and len(low) - len(e) >= 3), "")
    return low.removesuffix(ending)


def _crowd(mention: Mention, rules: ClaimRules) -> bool:
    return bool(set((mention.code or "").split(" ")) & rules.crowds)


def _parties(mentions: Iterable[Mention]) -> frozenset[Party]:
    return frozenset(_party(m) for m in mentions)


def _others(targets: frozenset[Party], doers: frozenset[Party], rules: ClaimRules) -> frozenset[Party]:
    """The targets without the doers' own forces and offices, which are sent and ordered, not acted on."""
    mine = {p.country for p in doers if p.country}
    return frozenset(p for p in targets if p.country not in mine or p.sector not in rules.state_sectors)


def _party(mention: Mention) -> Party:
    country, _, sector = (mention.code or "").partition(" ")
    return Party((mention.name or ("" if country else mention.text)).casefold(), country, sector)


def _time(entry: Entry) -> tuple[Span | None, Interval | None]:
    interval = entry.statement.when_interval
    return (None, None) if interval is None or interval.basis == "default" else (entry.statement.when_span, interval)


def _spoken_time(entry: Entry, times: Sequence[Timex]) -> tuple[Span | None, Interval | None]:
    """The first time after the trigger that lies after the report: for which something was promised or threatened."""
    statement, day = entry.statement, entry.day or ""
    sentence = sentence_of(statement)
    for timex in times:
        found, follows = timex.interval, timex.span.start >= statement.trigger.end
        if found and follows and sentence.covers(timex.span) and (found.latest or found.earliest or "")[:10] > day > "":
            return timex.span, found
    return None, None


def alike(one: Content, other: Content, rules: ClaimRules) -> bool:
    """Are both about the same act?  Where the words of one name no known act, most of the words have to be the same."""
    if one.acts and other.acts:
        return like_acts(one.acts, other.acts, rules)
    return overlap(one.words, other.words) >= ENOUGH and len(one.words & other.words) >= 2


def like_acts(one: Set[str], other: Set[str], rules: ClaimRules) -> bool:
    """Does an act of the one count as an act of the other?"""
    return any(_one_act(a, b) or _in_row(a, b, rules.same) for a in one for b in other)


def contrary_acts(one: frozenset[str], other: frozenset[str], rules: ClaimRules) -> bool:
    """Is an act of the one contrary to an act of the other?"""
    return any(_in_row(a, b, rules.contrary) for a in one for b in other)


def _one_act(a: str, b: str) -> bool:
    return a == b or (a.split(" ")[0] == b.split(" ")[0] and (" " not in a or " " not in b))


def _in_row(a: str, b: str, rows: Sequence[Acts]) -> bool:
    return any((_is(a, x) and _is(b, y)) or (_is(a, y) and _is(b, x)) for x, y in (row.acts for row in rows))


def _is(act: str, row: str) -> bool:
    return row in (act, act.split(" ")[0])


def shared(ours: Iterable[Party], theirs: Iterable[Party], rules: ClaimRules) -> int:
    """How alike two groups of parties are: 2 one is the same, 1 one is of the same state or the same crowd, 0 none."""
    return max((_alike(a, b, rules) for a in ours for b in theirs), default=0)


def _alike(a: Party, b: Party, rules: ClaimRules) -> int:
    if a.name and b.name and a.country == b.country:
        return 2 if _one_name(a.name, b.name) else 0
    if not a.country or a.country != b.country:
        return 0
    mine, other = set(a.sector.split(" ")), set(b.sector.split(" "))
    if a.sector == b.sector:
        vague = mine & rules.crowds or a.country in rules.kinds_only
        return 1 if bool(a.name) != bool(b.name) or vague else 2
    return 1 if (mine <= rules.state_sectors and other <= rules.state_sectors) or mine & other else 0


def _one_name(a: str, b: str) -> bool:
    """*Lavrov* and *Sergei Lavrov*; two words in common make two long forms one."""
    ours, theirs = set(a.split()), set(b.split())
    return ours <= theirs or theirs <= ours or len(ours & theirs) >= 2


def matched(ours: frozenset[Party], theirs: frozenset[Party], rules: ClaimRules) -> int:
    """How alike the smaller group is to the larger, all of its parties: 0, 1 or 2 (see `shared`)."""
    few, many = sorted((ours, theirs), key=len)
    return min((shared([party], many, rules) for party in few), default=0)


def agree(ours: frozenset[Party], theirs: frozenset[Party], rules: ClaimRules) -> bool:
    """Can both mean the same parties: they share one, or one of them names none?"""
    return not ours or not theirs or shared(ours, theirs, rules) > 0


def aimed(ours: Content, theirs: Content, rules: ClaimRules) -> int:
    """How alike the recipients are; of acts in which all act, whether two parties are in both."""
    if ours.events & set(MUTUAL):
        mine, others = ours.doers | ours.targets, theirs.doers | theirs.targets
        both = {p.country for p in mine if shared([p], others, rules) and (p.name or p.country not in rules.kinds_only)}
        return 2 if len(both) >= 2 else 0
    return shared(ours.targets, theirs.targets, rules)


def overlap(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """Share of the shorter list's words that the other has, too; 0 where one is empty."""
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def meets(ours: Interval | None, theirs: Interval | None) -> bool:
    """Can both times be the same: they overlap, or one is not known?"""
    if ours is None or theirs is None:
        return True
    return _before(ours.earliest, theirs.latest) and _before(theirs.earliest, ours.latest)


def _before(first: str | None, last: str | None) -> bool:
    if first is None or last is None:
        return True
    size = min(len(first), len(last))
    return first[:size] <= last[:size]


def same_content(one: Content, other: Content, kind: ClaimKind, rules: ClaimRules) -> bool:
    """Do two statements of one speaker claim the same?  Acts, parties, place and time may not differ; their words, or
    their recipients and act, have to be the same."""
    if one.negated != other.negated or not meets(one.due, other.due):
        return False
    if one.place and other.place and one.place != other.place:
        return False
    known = bool(one.acts and other.acts)
    if known and not like_acts(one.acts, other.acts, rules):
        return False
    if not agree(one.targets, other.targets, rules) or not agree(one.doers, other.doers, rules):
        return False
    alike = overlap(one.words, other.words)
    if known and not (one.words or other.words or one.targets or other.targets):
        return matched(one.doers, other.doers, rules) == 2
    exact = any(" " in act for act in one.acts & other.acts)
    if known and (exact or shared(one.targets, other.targets, rules) == 2):
        return alike >= ENOUGH / 2 or not (one.words or other.words)
    return alike >= ENOUGH and len(one.words & other.words) >= (1 if known else 2)
