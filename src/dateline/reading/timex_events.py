"""Times counted from an event whose own time the text has told: *the day after the vote*, *since the coup*.

The event is known by an earlier mention: the same verb, the same noun, or the verb of the noun by
lexicon/event_nouns.csv (*signed on 10 August … two days after the signing*).  Its time is the one that stands in the
clause of that mention.  Where mentions differ, or their clauses speak of different things, nothing is counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.reading.retold import REACH, names_of
from dateline.reading.timex_context import Context, Match, Said, TimeValue, group, words_of
from dateline.reading.timex_discourse import weekday_beside
from dateline.reading.timex_lengths import count_of, mod_of, unit_of, vague_extent
from dateline.reading.timex_relative import A_DAY, UNITS, moved
from dateline.reading.timex_values import Extent, Stretch, add, at, containing

_ROLES = {"nsubj": "agent", "agent": "agent", "nsubjpass": "object", "dobj": "object"}
_INSIDE = ("compound", "poss", "prep")
_NOUNS = ("NOUN", "PROPN")
_TOLD = frozenset({"VERB", *_NOUNS})
_VERBS = ("VERB", "AUX")
_DATED = ("month", "weekday", "near")


def counted(match: Match, ctx: Context) -> TimeValue | None:
    """``two days after the signing``, ``the morning after he was arrested``: None where no time of it was told."""
    link = ctx.syntax.token(match.start("way"))
    said = _told(link, ctx) if link and not ctx.follows(match.start()) else None
    if said is None:
        return None
    way = 0 if group(match, "same") else 1 if words_of(match, "way") == "after" else -1
    found = _beside(match, said, way, ctx)
    return replace(found, anchor=said.span, mod=mod_of(match, ctx)) if found else None


def since(match: Match, ctx: Context) -> TimeValue | None:
    """``since the coup``: the time of it; how it lies open is read from the word in front."""
    link, noun = ctx.syntax.token(match.start("lead")), ctx.syntax.token(match.start("what"))
    event = _event(link) if link else None
    if link is None or noun is None or event is None or noun not in _known_by(event, ctx.know):
        return None
    said = _told(link, ctx)
    return TimeValue("DATE", "event", at(said.stretch), anchor=said.span) if said else None


def gives_time(start: int, end: int, ctx: Context) -> bool:
    """Does the time at `start` tell when the event was that stands behind the length that ends at `end`: *two days
    after he was arrested on June 11*?"""
    time, links = ctx.syntax.token(start), (ctx.syntax.token(end - 1), ctx.syntax.token(end + 1))
    event = next(filter(None, map(_event, filter(None, links))), None)
    if time is None or event is None or event not in time.ancestors():
        return False
    return event.pos != "VERB" or _verb(time) is event


def _beside(match: Match, said: Said, way: int, ctx: Context) -> TimeValue | None:
    """So much before or after a time, no finer than either: *hours after* a thing of Monday is Monday."""
    edge = said.extent.last if way > 0 else said.extent.first
    if edge is None:
        return None
    if weekday := ctx.words.value("weekday", group(match, "weekday")):
        found = weekday_beside(edge, int(weekday), way, said)
        return replace(found, basis="event") if found and edge.unit == "day" else None
    if part := ctx.words.value("daypart", group(match, "daypart")):
        day = add(edge, way) if edge.unit == "day" else None
        return TimeValue("TIME", "event", at(day), clock=f"T{part}") if day else None
    code, times = unit_of(match, ctx)
    count = count_of(match, ctx)[1] if group(match, "num") else None if words_of(match, "u").endswith("s") else 1.0
    if code[0] == "T":
        code, count = "D", (count or 0.0) * times // A_DAY.get(code, math.inf)
    if _is_finer(code, edge):
        return TimeValue("DATE", "event", Extent(edge, edge, approx=True))
    if count is None:
        extent = vague_extent(edge.first, code, way, 0 if match[0].lower().startswith("the ") else 2)
        return TimeValue("DATE", "event", _by_now(extent, match, ctx)) if extent else None
    there = moved(edge, code, way * count * times)
    return TimeValue("DATE", "event", Extent(there, there, approx=code == "W")) if there else None


def _is_finer(code: str, edge: Stretch) -> bool:
    """Is the unit smaller than that in which the time is told: *two days after* a thing of August?"""
    unit = containing(UNITS[code], edge.first)
    return unit.last - unit.first < edge.last - edge.first


def _by_now(extent: Extent, match: Match, ctx: Context) -> Extent:
    """What is told of the past lies before publication: *months after the shooting of July*, told in September."""
    last, today = extent.last, Stretch("day", ctx.anchor) if ctx.anchor else None
    if last is None or today is None or last.last <= today.first:
        return extent
    ahead = ctx.syntax.direction(match.start(), match.end()) == "future"
    begun = extent.first is not None and extent.first.first <= today.first
    return replace(extent, last=today) if begun and not ahead else extent


def _told(link: Token, ctx: Context) -> Said | None:
    """The time of the event behind *after*, *before* or *since*, from its earlier mentions."""
    event = _event(link)
    if event is None or _has_date(event, link, ctx):
        return None
    begins = ctx.know.lexicon["occurrence_verbs"].index
    for word in _known_by(event, ctx.know):
        mentions = (m for m in _mentions(word, ctx) if word is event or _verb_lemma(m) in begins)
        if found := sorted((s for m in mentions for s in _times_of(m, ctx)), key=lambda s: s.start):
            return found[-1] if all(_meet(s, found[-1]) for s in found) else None
    return None


def _event(link: Token) -> Token | None:
    """What stands behind: a common noun, or the verb of the clause."""
    for child in link.below("pobj", "pcomp"):
        if child.i > link.i:
            return child if child.tag in ("NN", "NNS", "VBG") else None
    return link.head if link.dep == "mark" and link.head.i > link.i and link.head.pos == "VERB" else None


def _has_date(event: Token, link: Token, ctx: Context) -> bool:
    """Has it a time of its own: *the day after Monday's vote*, *after he was arrested on June 11*?"""
    own = [t for t in event.subtree() if t.i > link.i]
    return any(t.lower.isdigit() or any(t.lower in ctx.words.classes[c] for c in _DATED) for t in own)


def _known_by(event: Token, know: Knowledge) -> Iterator[Token]:
    """The event itself; of a mere beginning (*the coup began*), then what began."""
    yield event
    if event.lemma in know.lexicon["occurrence_verbs"].index:
        yield from event.below("nsubj", "nsubjpass")


def _mentions(event: Token, ctx: Context) -> Iterator[Token]:
    """Earlier words for the same event, in the order of the text."""
    if event.pos == "VERB" and event.lemma in ctx.know.lexicon["state_verbs"].index:
        return
    number = event.sent.index
    sentences = ctx.syntax.parse.sentences[max(0, number - REACH) : number + 1]
    for token in (t for s in sentences for t in s.tokens if t.i < event.i):
        told = token.pos in _TOLD and token.dep not in ("compound", "amod") and not _is_counted(token, ctx)
        if told and (token.lemma in _acts(event, ctx) or event.lemma in _acts(token, ctx)) and _alike(token, event):
            yield token


def _is_counted(word: Token, ctx: Context) -> bool:
    """Does it only serve to count from: *hours before the vote*?"""
    bounds = ctx.know.lexicon["time_bounds"].index
    behind = word.dep == "pobj" and word.head.dep != "agent" and word.head.lower in bounds
    return behind or any(link.lower in bounds for link in word.below("mark"))


def _acts(word: Token, ctx: Context) -> frozenset[str]:
    """The lemma and, of a noun, the verb of the same act."""
    return names_of(word, ctx.know) | {ctx.words.classes["act"].get(word.lemma, word.lemma)}


def _alike(mention: Token, event: Token) -> bool:
    """Do both speak of the same things, as far as they name them?"""
    one, two = _parts(mention), _parts(event)
    verbs = mention.pos == event.pos == "VERB"
    if mention.pos == event.pos == "NOUN" and mention.plural != event.plural:  # "shootings" are not "the shooting"
        return False
    if verbs and any(one.get(role, lemma) != lemma for role, lemma in two.items()):
        return False
    if verbs and event.tag != "VBG":  # "after coming to power" leaves its subject open
        return True
    named = {*two.values(), *(t.lemma for t in _details(event))}
    return not named or bool(named & {t.lemma for t in mention.sent.tokens})


def _parts(verb: Token) -> dict[str, str]:
    """Who does it and to whom, by lemma; pronouns say nothing, and what hangs on a passive verb too is no object."""
    found: dict[str, Token] = {}
    for child in verb.children:
        if child.dep in _ROLES:
            found.setdefault(_ROLES[child.dep], next(iter(child.below("pobj")), child))
    return {role: who.lemma for role, who in found.items() if who.pos in _NOUNS}


def _details(word: Token) -> Iterator[Token]:
    """The nouns that tell which one it is: *the signing of the accord*, *Parliament's vote*, *coming to power*."""
    for child in word.below(*_INSIDE):
        yield from (t for t in (child, *child.below("pobj")) if t.pos in _NOUNS)


def _times_of(mention: Token, ctx: Context) -> Iterator[Said]:
    """The times told in the clause of the mention."""
    sentence, verb = mention.sent.span, _verb(mention)
    for said in reversed(ctx.said):
        if said.span.start < sentence.start:
            return
        token = ctx.syntax.token(said.start) if said.exact and said.span.start < sentence.end else None
        if token is None or ctx.words.bound.search(ctx.text, max(0, said.start - 24), said.start):
            continue
        if mention in token.ancestors() or (verb is not None and _verb(token) is verb):
            yield said


def _verb(token: Token) -> Token | None:
    """The word itself if it is a verb, else the nearest one above."""
    return next((t for t in (token, *token.ancestors()) if t.pos in _VERBS), None)


def _verb_lemma(token: Token) -> str:
    verb = _verb(token)
    return verb.lemma if verb else ""


def _meet(one: Said, two: Said) -> bool:
    """Have the two times a day in common?"""
    (start, end), (first, last) = one.extent.days(), two.extent.days()
    return not (start and last and last < start) and not (first and end and end < first)
