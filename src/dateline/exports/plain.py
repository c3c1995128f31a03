"""Statements in words: who, what, whom, who says so, and the sentence with its slots marked.

The words say what the text says ("as reported"), never that it is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.exports.jsonio import printable
from dateline.exports.rows import sentence_of
from dateline.layout import Layout, boxes_of
from dateline.rules.language import PLOVER
from dateline.types import Document, Interval, Issue, Mention, Place, PlaceCandidate, Span, Statement, Voice

# Operators that are clauses, forms of words and marks, and no words of their own.
UNSPOKEN = ("form.", "voice.", "clause.", "aspect.", "question", "condition", "if-clause", "frame.", "counterfactual")
WIDE = ("area", "region", "country")  # levels at which a point stands for something wide
STATUS = {
    "actual": "as having happened or going on",
    "planned": "as planned",
    "possible": "as possible, not as having happened",
    "negated": "as not happening or not having happened",
}
SAYING = {
    "statement": "said by",
    "belief": "believed by",
    "denial": "denied by",
    "directive": "ordered by",
    "commitment": "promised by",
    "threat": "threatened by",
    "intent": "intended by",
    "stance": "in the view of",
    "decree": "decreed by",
    "question": "asked by",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A slot of a statement and the characters that fill it."""

    span: Span
    slot: str


def headline(document: Document, statement: Statement) -> str:
    """`ACTOR → RECIPIENT  EVENT mode`, each actor with its code; a type of a codebook of one's own as `book:EVENT`."""
    left = _names(document, statement.actor) or "(nobody named)"
    right = f" → {_names(document, statement.recipient)}" if statement.recipient else ""
    book = "" if statement.codebook == PLOVER else f"{statement.codebook}:"
    return f"{left}{right}  {book}{statement.event}{' ' + statement.mode if statement.mode else ''}"


def status_words(document: Document, statement: Statement) -> str:
    """`reported as planned, on the condition “if …”; background`."""
    words = f"reported {STATUS[statement.factuality.status]}"
    if condition := statement.factuality.condition:
        words += f", on the condition “{flat(condition.of(document.text))}”"
    return words + ("; background" if statement.background else "")


def voice_words(document: Document, statement: Statement) -> str:
    """`said by X (CODE) via Y: would flow`, innermost voice last; or that the report says it in its own voice."""
    told = event_words(document, statement)
    if not statement.attribution:
        return f"in the report's own voice: {told}"
    return f"{', as '.join(_voice(document, v) for v in statement.attribution)}: {told}"


def event_words(document: Document, statement: Statement) -> str:
    """The words of the trigger with those that say whether it happened: `would flow`, `plans to … send`."""
    sentence = sentence_of(statement)
    cues = [voice.cue for voice in statement.attribution]
    words = [o.span for o in statement.factuality.operators if not o.rule.startswith(UNSPOKEN)]
    own = {w for w in words if sentence.covers(w) and not any(w.overlaps(cue) for cue in cues)}
    told, end = "", -1
    for span in sorted({statement.trigger, *own}):
        between = document.text[end : span.start] if 0 <= end <= span.start else ""
        told += between if between.strip() in ("", "to") else " … "
        told += document.text[max(end, span.start) : max(end, span.end)]
        end = max(end, span.end)
    return flat(told)


def circumstance_words(document: Document, statement: Statement) -> str:
    """`when … · where … · what …`; what the text leaves open is left out."""
    parts = [f"when {statement.when}"] if statement.when else []
    if place := statement.where:
        wide = place.level if place.level in WIDE else None
        holders = ", ".join(flat(x) for x in (place.within, place.code, wide) if x)
        parts.append(f"where {flat(place.span.of(document.text))}{f' ({holders})' if holders else ''}")
    if statement.what:
        parts.append("what " + ", ".join(
            f"{flat(q.span.of(document.text))} ({q.kind}{f', {q.quantity}' if q.quantity else ''})"
            for q in statement.what))
    return " · ".join(parts)


def marks(statement: Statement) -> list[Mark]:
    """The slots' spans, in the order of the text, none overlapping; the trigger wins, then the roles."""
    wanted = [Mark(statement.trigger, "event")]
    wanted += [Mark(m.span, "actor") for m in statement.actor]
    wanted += [Mark(m.span, "recipient") for m in statement.recipient]
    wanted += [Mark(q.span, "what") for q in statement.what]
    for voice in statement.attribution:
        wanted += [Mark(voice.span, "voice"), *([Mark(voice.via_span, "via")] if voice.via_span else [])]
    for span, slot in ((statement.when_span, "when"), (statement.where and statement.where.span, "where"),
                       (statement.factuality.condition, "condition")):
        wanted += [Mark(span, slot)] if span else []
    kept: list[Mark] = []
    for mark in wanted:
        if not any(mark.span.overlaps(other.span) for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda m: m.span)


def segments(document: Document, statement: Statement) -> Iterator[tuple[str, str]]:
    """The sentence in pieces (characters, slot); the slot is empty for words that fill none."""
    sentence = sentence_of(statement)
    at = sentence.start
    for mark in marks(statement):
        if sentence.covers(mark.span) and mark.span.start >= at:
            yield flat(document.text[at : mark.span.start]), ""
            yield flat(mark.span.of(document.text)), mark.slot
            at = mark.span.end
    yield flat(document.text[at : sentence.end]), ""


def marked_sentence(document: Document, statement: Statement) -> str:
    """The sentence with `[slot|words]` around the words that fill a slot."""
    return "".join(f"[{slot}|{words}]" if slot else words for words, slot in segments(document, statement))


def card(document: Document, statement: Statement) -> list[str]:
    """The lines that show one statement."""
    lines = [headline(document, statement),
             f"{status_words(document, statement)}; {voice_words(document, statement)}"]
    if circumstances := circumstance_words(document, statement):
        lines.append(circumstances)
    return [*lines, marked_sentence(document, statement)]


def interval_words(interval: Interval) -> str:
    """`2023-09-04 to …, day, about (publication)`: first and last moment, the unit, what it was worked out from."""
    first, last = interval.earliest or "…", interval.latest or "…"
    extent = first if first == last else f"{first} to {last}"
    return f"{extent}, {interval.granularity}{', about' if interval.approx else ''} (basis: {interval.basis})"


def place_words(place: Place) -> str:
    """`Ilo, city, Moquegua, Peru, PER; point -17.64 -71.34 ±4 km; geonameid 3938415`; a point always with its level."""
    named = ", ".join(dict.fromkeys(x for x in (place.name, place.kind, *place.chain, place.code) if x))
    point = f"{place.level} {place.lat:.2f} {place.lon:.2f}" if place.lat is not None and place.lon is not None else ""
    if point and place.radius_km is not None:
        point += f" ±{place.radius_km:,.0f} km"
    number = f"geonameid {place.geonameid}" if place.geonameid else ""
    return flat("; ".join(x for x in (named, point or "no point", number) if x))


def _candidate_words(candidate: PlaceCandidate) -> str:
    holders = ", ".join(x for x in (candidate.kind, candidate.admin1, candidate.code) if x)
    return flat(f"{candidate.probability:.0%} {candidate.name} ({holders})")


def _resolved(statement: Statement) -> list[str]:
    """What the words for time and place resolve to."""
    lines = [f"when         {interval_words(statement.when_interval)}"] if statement.when_interval else []
    if place := statement.where:
        lines.append(f"where        {place_words(place)}")
        if place.candidates:
            lines.append(f"             candidates: {'; '.join(_candidate_words(c) for c in place.candidates)}")
    return lines


def _coded(statement: Statement) -> list[str]:
    """The codes of PLOVER and CAMEO with what they weigh, and the contexts."""
    lines = []
    if codes := statement.codes:
        plover = " ".join(x for x in ("PLOVER", codes.plover_event, codes.plover_mode) if x)
        score = f" {codes.plover_score:g}" if codes.plover_score is not None else ""
        weight = f", Goldstein {codes.goldstein:g}" if codes.goldstein is not None else ""
        none = "" if score or weight else f"; no scores: {statement.factuality.status}"
        lines.append(f"codes        quad {codes.quad}; {plover}{score}; CAMEO {codes.cameo}{weight}{none}")
    return lines + ([f"contexts     {', '.join(statement.contexts)}"] if statement.contexts else [])


def _printed(statement: Statement, layout: Layout | None) -> list[str]:
    """On which page the sentence stands and where, in points from the page's lower left: a box for each line."""
    boxes = boxes_of(layout, sentence_of(statement)) if layout else []
    return [f"{'page' if i == 0 else '':<12} {box.page}: {box.left:.0f}, {box.bottom:.0f} to {box.right:.0f}, "
            f"{box.top:.0f} pt" for i, box in enumerate(boxes)]


def explain(document: Document, statement: Statement, layout: Layout | None = None) -> str:
    """The statement, its sentence with the slots marked, what time and place resolve to, its codes, where the sentence
    is printed (where a `layout` is known), and one line for each step that led to it."""
    steps = [
        f"{s.stage:<12} {s.rule}  {_step_words(document, s.spans)}{s.note}".rstrip() for s in statement.steps
    ]
    return "\n".join([*card(document, statement), "", *_resolved(statement), *_coded(statement),
                      *_printed(statement, layout),
                      *(steps or ["(no steps recorded)"]),
                      "", f"id {statement.id}"])


def issue_words(issue: Issue) -> str:
    """`warning: message (characters 3-9)`, for an error with the name of what was skipped."""
    where = f" (characters {issue.span.start:,}-{issue.span.end:,})" if issue.span else ""
    name = f"{issue.document}: " if issue.severity == "error" else ""
    return printable(f"{issue.severity}: {name}{issue.message}{where}")


def flat(text: str) -> str:
    """The text on one line, fit for a terminal: no line ends, no control or bidirectional characters."""
    kept = "".join(" " if c in "\r\n\t\u2028\u2029" else c for c in text)
    return printable("".join(c for c in kept if c.isprintable() or c == " " or c == "\u00a0"))


def _names(document: Document, mentions: tuple[Mention, ...]) -> str:
    return ", ".join(_name(flat(m.span.of(document.text)), m.code, m.name) for m in mentions)


def _name(text: str, code: str | None, name: str | None) -> str:
    known = name if name and name != text else None
    resolved = ", ".join(x for x in (known, "unresolved" if code is None else code) if x)
    return f"{text} ({resolved})"


def _voice(document: Document, voice: Voice) -> str:
    text = flat(voice.span.of(document.text))
    if voice.code is None and voice.span.overlaps(voice.cue):
        return f"said without naming a source (“{text}”)"
    via = f" via {flat(voice.via)}" if voice.via else ""
    hidden = voice.source_kind in ("class", "anonymous")
    name = "unnamed" if hidden else voice.name
    code = voice.code or ("" if hidden else None)
    return f"{SAYING.get(voice.kind, 'said by')} {_name(text, code, name)}{via}"


def _step_words(document: Document, spans: tuple[Span, ...]) -> str:
    words = " … ".join(f"“{flat(s.of(document.text))[:60]}”" for s in spans[:3])
    return f"{words} " if words else ""
