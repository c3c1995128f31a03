"""Compose statements: one an act and voice, never a product of actors, never of an actor with itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, span_of
from dateline.reading.anchoring import EventTime, anchor_event
from dateline.reading.attribution import Attribution, voices_over
from dateline.reading.commitment import in_own_voice
from dateline.reading.confidence import PROPOSAL, confidence
from dateline.reading.cues import SPOKEN
from dateline.reading.entities import FIRST, Entities
from dateline.reading.factuality import as_speech_act, judge, performed
from dateline.reading.filling import Made, filled, nearest, usual_agent
from dateline.reading.implied import implied, implied_agent, parts_of
from dateline.reading.merging import SPEECH_ACTS, VIOLENT, merged
from dateline.reading.ordinary import is_ordinary, setting_of
from dateline.reading.parties import at_home, no_self_dyad, of_event, parties, political, somebody
from dateline.reading.place_roles import as_event_place
from dateline.reading.places import Located, locate_event
from dateline.reading.quantities import casualties, measurable, measure
from dateline.reading.retrospect import with_history
from dateline.reading.source_kinds import source_kind
from dateline.reading.tense import told_as_past
from dateline.rules.apply import Match
from dateline.rules.arguments import complement_clauses
from dateline.rules.language import PLOVER
from dateline.types import Document, Factuality, Mention, Place, Quantity, Span, Statement, Step, Timex, Voice

CONTENT_ACTS = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN"})
SAID = frozenset({"REQUEST", "REJECT", "ACCUSE"})  # "must withdraw", "did not accede": the words are the act
OWN_ACTS = frozenset({"AID", "SANCTION", "AGREE", "CONSULT"})
OUTSIDE = frozenset({"relcl", "acl", "advcl", "nsubj", "nsubjpass", "parataxis"})
WISHES = frozenset({"want", "like", "wish", "love"})
ABROAD = {"SANCTION": "discontinue"}  # "bans and freezes aimed abroad"
# Rules whose actor is whoever says it: "must withdraw", "an unacceptable act".
SPEAKER_RULES = ("request.obligation", "accuse.evaluation", "reject.evaluation")


@dataclass(frozen=True)
class Evidence:
    """What the earlier stages found in one document."""

    parse: Parse
    entities: Entities
    times: tuple[Timex, ...]
    places: tuple[Place, ...]
    attributions: tuple[Attribution, ...]


def compose(document: Document, matches: tuple[Match, ...], seen: Evidence, know: Knowledge) -> tuple[Statement, ...]:
    """Statements in the order of their triggers, each with the confidence of its reading."""
    pairs = composed(document, matches, seen, know)
    parts = [parts_of(m, s, seen.entities, seen.attributions) for m, s in pairs]
    sure = [
        msgspec.structs.replace(s, confidence=confidence(m, s, p, know))
        for (m, s), p in zip(pairs, parts, strict=True)
    ]
    return tuple(with_history(sure, seen.parse, seen.times))


def composed(document: Document, matches: tuple[Match, ...], seen: Evidence, know: Knowledge) -> Made:
    """Matches with their statements; of ordinary life only what a user's own codebook asks for."""
    setting = setting_of(seen.parse, know)
    made = all_composed(document, matches, seen, know)
    return [(m, s) for m, s in made if m.rule.codebook != PLOVER or not is_ordinary(m, s, setting)]


def all_composed(document: Document, matches: tuple[Match, ...], seen: Evidence, know: Knowledge) -> Made:
    """Matches with their statements, those of ordinary life too; further mentions of an act become its evidence."""
    made: Made = []
    told: dict[str, tuple[Mention, ...]] = {}
    for match in matches:
        statement = _statement(document, match, seen, know, told)
        if statement is not None:
            made.append((match, statement))
            if len(statement.actor) > 1:
                told[match.head.lemma] = statement.actor
    made = filled(made)
    speech = [m for m, _ in made if m.rule.event in CONTENT_ACTS and not m.lacking]
    content = frozenset(t for m in speech for t in _content(m))
    violent = {m.head for m, s in made if s.event in VIOLENT and s.actor}
    return merged([(m, s) for m, s in made if m.head not in content and not _colours(m, violent)])


def _colours(match: Match, told: set[Token]) -> bool:
    """Does an evaluation only colour an act that is a statement of its own: *Russia's brutal war*?"""
    head = match.head
    while head.dep == "conj" and head.head is not head:
        head = head.head
    return match.rule.id.startswith(SPEAKER_RULES) and head.dep == "amod" and head.head in told


def _statement(
    document: Document, match: Match, seen: Evidence, know: Knowledge, told: Mapping[str, tuple[Mention, ...]]
) -> Statement | None:
    head, rule = match.head, match.rule
    levels = _levels(head, seen)
    actor, recipient = parties(match, seen.entities, None)
    actor = actor or of_event(match, told, document) or usual_agent(match, recipient, seen.entities, know)
    if not actor and (rule.id.startswith(SPEAKER_RULES) or (rule.event == "REQUEST" and not match.roles.get("actor"))):
        actor, levels = _spoken(head, levels, seen.entities)
        if not actor and rule.id.startswith(SPEAKER_RULES):
            return None
    elif not actor and rule.event in OWN_ACTS and not match.roles.get("actor") and not levels:
        actor, levels = _spoken(head, levels, seen.entities)  # "a new package for Chad": the ministry's
    elif rule.event in SPEECH_ACTS and levels and _speaks(match, levels[-1], actor, seen.entities):
        levels = levels[:-1]
    trigger = _trigger_span(match)
    factuality = judge(head, seen.parse, know, seen.attributions)
    if rule.event in SAID:
        factuality = as_speech_act(factuality, trigger, rule.negated)
    if rule.event in SPEECH_ACTS and _performs(match):
        factuality = performed(factuality, "performative")
    factuality = factuality if levels else in_own_voice(factuality)
    actor = actor or implied_agent(match, recipient, seen.entities)
    actor = actor or implied(match, "actor", recipient, seen.entities, seen.attributions)
    if not recipient and actor and "recipient" in dict(rule.roles) and not somebody(match, know):
        recipient = implied(match, "recipient", actor, seen.entities, seen.attributions)
        recipient = recipient or nearest(match, actor, seen.entities)
    time = anchor_event(head, seen.times, seen.parse, know, factuality, rule.event)
    if year := _past_year(time, document):
        old = parties(match, seen.entities, year)
        actor, recipient = old if (old[0] or old[1]) and match.roles.get("actor") else (actor, recipient)
    aimed = bool(recipient)
    actor, recipient = no_self_dyad(match, actor, recipient, seen.entities)
    if aimed and not recipient and rule.event == "REQUEST":  # an order to oneself
        return None
    anyone = rule.anyone and bool(actor or recipient)
    if not (anyone or political(rule.event, actor, recipient)) or _to_itself(match, actor, recipient):
        return None
    if rule.event == "COOPERATE" and len({m.country for m in (*actor, *recipient)}) < 2:  # nobody cooperates alone
        return None
    event, mode = rule.event, rule.mode
    if rule.abroad and _abroad(match, actor, recipient):
        event, mode = rule.abroad, ABROAD.get(rule.abroad)
    taken = frozenset(t.i for tokens in match.roles.values() for t in tokens)
    where = locate_event(head, seen.places, seen.parse, know, taken, factuality, event, time.background)
    what = _what(match, seen, know)
    voices = tuple(_voice(level, seen, know) for level in levels)
    if at_home(match, actor, _lands(recipient, where, voices), seen.entities):
        actor = ()
        if not political(rule.event, actor, recipient):
            return None
    return Statement(
        id=_id(document, event, trigger, actor, recipient, voices),
        event=event,
        mode=mode,
        actor=actor,
        recipient=recipient,
        trigger=trigger,
        evidence=(head.sent.span,),
        factuality=factuality,
        attribution=voices,
        when=time.edtf,
        when_span=time.span,
        when_interval=time.interval,
        where=as_event_place(where.place) if where else None,
        what=what,
        background=time.background,
        steps=_steps(match, actor, recipient, factuality, voices, time, where),
    )


def _content(match: Match) -> Iterator[Token]:
    """What is demanded, promised, refused or threatened: it is not an event of its own.

    What a relative clause or a participle adds to it may be one: "demanded the release of those arrested"; so may
    a clause of its own beside it: "should open up, and critics blame him".
    """
    stack = [t for t in (*match.roles.get("what", ()), *complement_clauses(match.head)) if t not in match.trigger]
    while stack:
        token = stack.pop()
        yield token
        stack += [c for c in token.children if c.dep not in OUTSIDE and c not in match.trigger and not _own_clause(c)]


def _own_clause(token: Token) -> bool:
    return token.dep == "conj" and any(c.dep in ("nsubj", "nsubjpass") for c in token.children)


def _to_itself(match: Match, actor: tuple[Mention, ...], recipient: tuple[Mention, ...]) -> bool:
    """*Our country must …*, from those who govern it, demands of nobody."""
    own = any(a.code == f"{r.code} GOV" for a in actor for r in recipient)
    return own and match.rule.id.startswith(SPEAKER_RULES)


def _lands(recipient: tuple[Mention, ...], where: Located | None, voices: tuple[Voice, ...]) -> set[str]:
    """The countries of those hit, of the place and of the civil voices that tell of it."""
    told = {c.partition(" ")[0] for v in voices for c in (v.code or "").split(";") if not c.endswith(" MIL")}
    place = {where.place.code[:3]} if where is not None and where.place.code else set()
    return {m.country for m in recipient} | told | place


def _performs(match: Match) -> bool:
    """*I want to thank*, *we would like to congratulate*: who wishes aloud to say it says it."""
    wished = match.head.dep == "xcomp" and match.head.head.lemma in WISHES
    return wished and any(t.lower in FIRST for t in match.roles.get("actor", ()))


def _levels(head: Token, seen: Evidence) -> tuple[Attribution, ...]:
    return tuple(a for a in voices_over(head.span, seen.attributions) if a.kind in SPOKEN)


def _spoken(
    head: Token, levels: tuple[Attribution, ...], entities: Entities
) -> tuple[tuple[Mention, ...], tuple[Attribution, ...]]:
    """The speaker of an obligation or evaluation: the innermost voice, else a political publisher."""
    if levels and levels[-1].source is not None:
        return tuple(m for m in entities.of(levels[-1].source) if m.code), levels[:-1]
    mine = tuple(m for m in entities.publisher if m.code and not m.code.endswith("JRN"))
    if not levels and mine:
        place = _first_person(head, entities)
        return tuple(msgspec.structs.replace(m, span=place, text=entities.parse.text(place)) for m in mine), levels
    return (), levels


def _first_person(head: Token, entities: Entities) -> Span:
    """Where a publisher speaks of itself nearest before the trigger (*we*, *I*); else the trigger."""
    own = [t for t in entities.parse.tokens[: head.i] if t.lower in FIRST]
    return own[-1].span if own else head.span


def _speaks(match: Match, level: Attribution, actor: tuple[Mention, ...], entities: Entities) -> bool:
    """Does the voice perform the speech act itself: "We urge …", Rathke said?"""
    tokens = match.roles.get("actor", [])
    if _perfect_infinitive(match.head) or _perfect_infinitive(match.head.head):
        return False  # "claimed to have agreed": he tells of it
    if any(t.lower in FIRST for t in tokens):
        return not told_as_past(match.head)  # "We made a plea", he said: he tells of it
    return level.source is not None and any(t is level.source for t in tokens)


def _perfect_infinitive(verb: Token) -> bool:
    marks = {c.lower for c in verb.below("aux")}
    return {"to", "have"} <= marks


def _abroad(match: Match, actor: tuple[Mention, ...], recipient: tuple[Mention, ...]) -> bool:
    """Are the parties of different countries, the recipient named in its own place?"""
    named = {t.i for t in match.roles.get("recipient", ())}
    if not actor or not recipient or not named or recipient[0].rule.startswith("document."):
        return False
    return not {m.country for m in actor} & {m.country for m in recipient}


def _past_year(time: EventTime, document: Document) -> str | None:
    """A date in the event's own time where that ended years before the report."""
    years = re.findall(r"\b\d{4}\b", time.edtf or "")
    if not years or not document.published or (time.edtf or "").endswith(".."):
        return None
    return f"{years[-1]}-07-01" if int(years[-1]) + 2 <= int(document.published[:4]) else None


def _what(match: Match, seen: Evidence, know: Knowledge) -> tuple[Quantity, ...]:
    found = [measure(t, seen.parse, know) for t in match.roles.get("what", ()) if measurable(t, know)]
    if not know.types[match.rule.codebook, match.rule.type].counts_things(match.rule.mode):
        found = [q for q in found if q.kind != "other"]
    if match.rule.event in VIOLENT:
        found += casualties(match.head, seen.parse, know)
    kept: list[Quantity] = []
    for quantity in found:
        if not any(q.span.overlaps(quantity.span) for q in kept):
            kept.append(quantity)
    return tuple(kept)


def _voice(level: Attribution, seen: Evidence, know: Knowledge) -> Voice:
    text = seen.parse.document.text
    mentions = seen.entities.of(level.source) if level.source is not None else ()
    codes = list(dict.fromkeys(_voice_code(m) for m in mentions if m.code))
    names = [m.name for m in mentions if m.name]
    span = level.source_span or level.cue
    return Voice(
        span=span,
        text=span.of(text),
        cue=level.cue,
        code=";".join(codes) or None,
        name=names[0] if len(names) == 1 else None,
        via=level.via.of(text) if level.via else None,
        via_span=level.via,
        kind=level.kind,
        rule=level.rule,
        source_kind=source_kind(level.source, mentions, know),
    )


def _voice_code(mention: Mention) -> str:
    """Unnamed experts speak for no country: `EDU`."""
    code = mention.code or ""
    return "EDU" if mention.rule == "document.focus" and code.endswith(" EDU") else code


def _trigger_span(match: Match) -> Span:
    """From the first to the last trigger word, if they stand close together; else the head alone."""
    words = sorted(match.trigger, key=lambda t: t.i)
    return span_of(words) if words[-1].i - words[0].i <= 5 else match.head.span


def _id(
    document: Document,
    event: str,
    trigger: Span,
    actor: tuple[Mention, ...],
    recipient: tuple[Mention, ...],
    voices: tuple[Voice, ...],
) -> str:
    parts = [document.text_sha256, event, str(trigger)]
    parts += [str(m.span) for m in (*actor, *recipient)] + [str(v.span) for v in voices]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _said(voice: Voice) -> str:
    """Who says so, as a step tells it."""
    return "said without a source" if voice.source_kind == "unnamed" else f"said by {voice.text} ({voice.code or '?'})"


def _held(found: Factuality) -> str:
    """Status, and what it was derived from, on one line."""
    own = f"{found.certainty}, {found.polarity}, {found.time}, {found.mood}"
    return f"{found.status} ({own}); for the report itself: {found.author_certainty}"


def _steps(
    match: Match,
    actor: tuple[Mention, ...],
    recipient: tuple[Mention, ...],
    factuality: Factuality,
    voices: tuple[Voice, ...],
    time: EventTime,
    where: Located | None,
) -> tuple[Step, ...]:
    steps = [
        Step(
            "events",
            match.rule.id,
            f"{match.rule.event} {match.rule.mode or ''}".strip(),
            tuple(t.span for t in match.trigger),
        )
    ]
    if match.lacking:
        steps.append(Step("events", PROPOSAL, f"the rule asks for {', '.join(match.lacking)} in vain"))
    steps += [Step("entities", m.rule, f"{m.text} → {m.name or ''} {m.code}", (m.span,)) for m in (*actor, *recipient)]
    steps += [
        Step("attribution", v.rule, _said(v), (v.span, v.cue)) for v in voices
    ]
    spans = tuple(o.span for o in factuality.operators if not o.rule.startswith(("form.", "clause.", "tense.")))
    steps.append(Step("factuality", factuality.rule, _held(factuality), spans))
    steps.append(Step("times", time.rule, time.edtf or "no date", (time.span,) if time.span else ()))
    if where is not None:
        steps.append(Step("places", where.rule, f"{where.place.text} → {where.place.code}", (where.place.span,)))
    return tuple(steps)
