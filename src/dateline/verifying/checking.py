"""All checks of one triple, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import msgspec
from msgspec.structs import asdict, replace

from dateline.exports.jsonio import printable
from dateline.exports.plain import event_words, flat, headline, status_words
from dateline.exports.rows import sentence_of
from dateline.knowledge import Knowledge
from dateline.types import Document, Span, Statement
from dateline.verifying.acts import Act, act
from dateline.verifying.finding import Finder, Source
from dateline.verifying.matching import Match, is_right, is_swapped, matches
from dateline.verifying.parties import Party, party, stands_in
from dateline.verifying.quotes import Found, find_quote
from dateline.verifying.slots import (
    NOT_GIVEN,
    NOT_READ,
    Slot,
    check_speaker,
    check_status,
    check_when,
    check_where,
    voiced,
)
from dateline.verifying.table import claimed as claim_of
from dateline.verifying.triples import Triple

Whole: TypeAlias = Literal["holds", "does not hold", "open", "not checked"]
FAILS = frozenset({"absent", "swapped", "talk as fact", "fact as talk", "other"})
OPEN = frozenset({"unclear", "not read"})
SLOTS = ("direction", "event", "status", "speaker", "date", "place")


class Checked(msgspec.Struct, frozen=True):
    """A triple with the verdicts on it.

    `verdict`: holds; does not hold: a check failed; open: none failed, but Dateline cannot tell, or has not read it;
    not checked: the triple or its text cannot be understood.  `start`, `end`: where the quote stands (or the nearest
    passage, where it is absent), code points of the document's text; `passage`: these characters; `differs`: what they
    have otherwise.  `statement_id` … `sentence_end`: the statement of Dateline's that was held against it, as reported.
    """

    at: str
    id: str | None
    verdict: Whole
    why: str
    verbatim: str = "not given"
    direction: str = "not given"
    event: str = "not given"
    status: str = "not given"
    speaker: str = "not given"
    date: str = "not given"
    place: str = "not given"
    claim: str = ""
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    passage: str | None = None
    differs: str = ""
    document_id: str | None = None
    text_sha256: str | None = None
    url: str | None = None
    statement_id: str | None = None
    dateline: str | None = None
    dateline_status: str | None = None
    dateline_voice: str | None = None
    sentence: str | None = None
    sentence_start: int | None = None
    sentence_end: int | None = None


class _Meant(NamedTuple):
    """The parties, the act and the speaker of a triple, looked up."""

    claimed: Act
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    speaker: Party | None
    where: Party | None


def check_all(triples: Iterable[Triple], find: Finder, know: Knowledge) -> Iterator[Checked]:
    """Each triple with its verdicts, in the order given."""
    for triple in triples:
        found = triple.fault or find(triple)
        if isinstance(found, str):
            why = f"Not checked: {found}"
            yield _fit(Checked(triple.at, triple.id, "not checked", why, claim=claim_words(triple), quote=triple.quote))
        else:
            yield check(triple, found, know)


def check(triple: Triple, source: Source, know: Knowledge) -> Checked:
    """The triple held against its text and what Dateline reads in it."""
    return _fit(_check(triple, source, know))


def _fit(checked: Checked) -> Checked:
    """In characters that any output holds."""
    words = {name: value for name, value in asdict(checked).items() if isinstance(value, str)}
    return replace(checked, **{name: printable(value) for name, value in words.items()})


def _check(triple: Triple, source: Source, know: Knowledge) -> Checked:
    document = source.document
    quote = find_quote(document.text, triple.quote)
    meant = _meant(triple, source, quote, know)
    found = matches(source, quote.spans, meant.claimed, meant.actor, meant.recipient, know)
    judged = [(_slots(triple, meant, match, source, quote.spans), match) for match in found]
    slots, match = min(judged, key=_rank, default=(_unread(triple), None))
    whole, why = _whole(quote, slots, match)
    span = next((s for s in quote.spans if match and s.overlaps(sentence_of(match.statement))),
                quote.spans[0] if quote.spans else None)
    made = Checked(
        triple.at, triple.id, whole, why, quote.verbatim, claim=claim_words(triple), quote=triple.quote,
        differs=quote.differs, document_id=document.id, text_sha256=document.text_sha256, url=document.url)
    made = replace(made, **{name: slots[name].verdict for name in SLOTS})
    if span:
        made = replace(made, start=span.start, end=span.end, passage=span.of(document.text))
    return replace(made, **_dateline(source, match.statement)) if match else made


def claim_words(triple: Triple) -> str:
    """`Russia → Ukraine, attacked (status actual; said by …)`."""
    parties = " → ".join(x for x in (", ".join(triple.actor) or "(nobody)", ", ".join(triple.recipient)) if x)
    more = [f"{name} {value}" for name, value in (("status", triple.status), ("said by", triple.speaker),
                                                  ("on", triple.when), ("in", triple.where)) if value]
    told = ", ".join(x for x in (parties, triple.event) if x)
    return flat(f"{told} ({'; '.join(more)})" if more else told)


def _meant(triple: Triple, source: Source, quote: Found, know: Knowledge) -> _Meant:
    on = source.document.published
    context = quote.spans[0].of(source.document.text) if quote.spans else ""
    parties = [[party(w, know, on, context) for w in words]
               for words in (triple.actor, triple.recipient, *([w] if w else [] for w in (triple.speaker,
                                                                                       triple.where)))]
    claimed = act(triple.event, know)
    actor, recipient, speaker, where = parties if not claimed.turned else (parties[1], parties[0], *parties[2:])
    return _Meant(claimed, tuple(actor), tuple(recipient), next(iter(speaker), None), next(iter(where), None))


def _slots(triple: Triple, meant: _Meant, match: Match, source: Source, spans: Sequence[Span]) -> dict[str, Slot]:
    statement = match.statement
    status = Slot("unclear") if _claims(triple) else NOT_GIVEN
    if _claims(triple) and (match.same or match.speech):
        status = check_status(claim_of(triple.status), triple.status, match, source.document,
                              meant.speaker is not None)
    return {
        "direction": _direction(match, meant, source),
        "event": _event(triple, match),
        "status": status,
        "speaker": check_speaker(meant.speaker, match, source.document),
        "date": check_when(triple.when, statement, source.document, spans),
        "place": check_where(meant.where, statement, source.document),
    }


def _direction(match: Match, meant: _Meant, source: Source) -> Slot:
    if not meant.actor and not meant.recipient:
        return NOT_GIVEN
    told = f"Dateline reads {_headline(source.document, match.statement)}"
    if is_right(match, bool(meant.actor), bool(meant.recipient)):
        return Slot("right")
    swapped = is_swapped(match, bool(meant.recipient))
    if swapped and meant.claimed.may_turn and not meant.claimed.turned:
        return Slot("unclear", f"{told}; whether “{meant.claimed.words}” turns the parties round is open.")
    if swapped:
        return Slot("swapped", f"The other way round: {told}.")
    pairs = zip((meant.actor, meant.recipient), match.straight, strict=True)
    missing = [p for named, grade in pairs if not grade for p in named]
    unnamed = [p.words for p in missing if not stands_in(p, source.document.text)]
    if unnamed:
        return Slot("unclear", f"{told}; the text has no “{unnamed[0]}” by that name.")
    return Slot("unclear", f"{told}; whether “{missing[0].words}” is a party to it is open." if missing else f"{told}.")


def _event(triple: Triple, match: Match) -> Slot:
    if triple.event is None:
        return NOT_GIVEN
    if match.same:
        return Slot("agrees")
    if match.speech:
        return Slot("unclear")
    return Slot("unclear", f"Dateline reads {match.statement.event} here; whether “{triple.event}” is the same act is "
                           "open.")


def _claims(triple: Triple) -> bool:
    """Does it say more than a quote?"""
    return bool(triple.actor or triple.recipient or triple.event or triple.status)


def _unread(triple: Triple) -> dict[str, Slot]:
    given = {"direction": triple.actor or triple.recipient, "event": triple.event, "status": _claims(triple),
             "speaker": triple.speaker, "date": triple.when, "place": triple.where}
    return {name: NOT_READ if given[name] else NOT_GIVEN for name in SLOTS}


def _rank(judged: tuple[dict[str, Slot], Match]) -> tuple[int, int, int, int]:
    """The best match first; among equals the one that fits best: a fact may stand beside somebody's denial of it."""
    slots, match = judged
    verdicts = [slot.verdict for slot in slots.values()]
    return (-match.points[0], sum(v in FAILS for v in verdicts), sum(v in OPEN for v in verdicts),
            match.statement.trigger.start)


def _whole(quote: Found, slots: dict[str, Slot], match: Match | None) -> tuple[Whole, str]:
    verdicts = [quote.verbatim, *(slot.verdict for slot in slots.values())]
    said = [_quote_words(quote), *(slot.why for slot in slots.values() if slot.verdict in FAILS),
            *(slot.why for slot in slots.values() if slot.verdict not in FAILS)]
    if match is None and quote.verbatim != "absent" and OPEN & {*verdicts}:
        said.append("Dateline reads no statement of this there: that says nothing against it.")
    why = flat(" ".join(x for x in said if x))
    if FAILS & {*verdicts}:
        return "does not hold", why
    return ("open" if OPEN & {*verdicts} else "holds"), why


def _quote_words(quote: Found) -> str:
    if quote.verbatim == "near":
        return f"The quote differs from the text: {quote.differs}."
    if quote.verbatim != "absent":
        return ""
    if not quote.spans:
        return "The quote does not stand in the text, nor anything like it."
    return f"The quote does not stand in the text; in the nearest passage {quote.differs}."


def _headline(document: Document, statement: Statement) -> str:
    return headline(document, statement).replace("  ", " ")


def _dateline(source: Source, statement: Statement) -> dict[str, object]:
    document, sentence = source.document, sentence_of(statement)
    return {
        "statement_id": statement.id,
        "dateline": f"{_headline(document, statement)}: {event_words(document, statement)}",
        "dateline_status": status_words(document, statement), "dateline_voice": voiced(statement, document),
        "sentence": sentence.of(document.text), "sentence_start": sentence.start, "sentence_end": sentence.end,
    }  # fmt: skip
