"""Who holds that an act happened, is planned, might happen or did not: the voice that a version stands under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from dateline.exports.plain import SAYING, flat
from dateline.exports.rows import sentence_of
from dateline.ledger.incidents.sameness_table import Sameness
from dateline.ledger.nouns import Entry
from dateline.types import Voice

OWN = "as reported"
NOBODY = "nobody named"


class Holder(msgspec.Struct, frozen=True, order=True):
    """Whose word it is: `key` is the same for all that count as one voice (a state's government, an armed group of a
    country; else code or name), empty for the report's own.  `text` are the words for it; `person`: they name one."""

    key: str
    text: str
    person: bool = False
    denies: bool = False


def holder(entry: Entry, table: Sameness) -> Holder:
    """The innermost voice; of a denial the denier, and of what did not happen nobody unnamed where somebody is named.

    *The group denied the government's claim that it agreed*: the claim is the government's, the denial the group's.
    """
    voices = entry.statement.attribution
    if not voices:
        return Holder("", "")
    found = voices[-1]
    if entry.statement.factuality.status == "negated":
        deniers = [v for v in voices if v.kind == "denial"] or [v for v in reversed(voices) if _is_named(v)]
        found = deniers[0] if deniers else found
    said = flat(found.span.of(entry.document.text))
    text = flat(found.name or ((found.code or said) if said.lower() in table.words.pronouns else said))
    return Holder(_key(found, text, table), text, found.source_kind == "person", found.kind == "denial")


def _key(voice: Voice, text: str, table: Sameness) -> str:
    country, _, sectors = (voice.code or "").partition(" ")
    side = table.side_of.get(sectors.split(" ")[-1], "other")
    if voice.source_kind == "unnamed" and voice.code is None:
        return NOBODY
    return f"{country} {side}" if country and side in ("state", "armed") else voice.code or text.casefold()


def _is_named(voice: Voice) -> bool:
    return voice.source_kind not in ("unnamed", "document")


def voiced(entry: Entry) -> str:
    """The chain of voices from the outermost inwards, in words; `as reported` for the report's own."""
    return ", as ".join(_said(entry, v) for v in entry.statement.attribution) or OWN


def _said(entry: Entry, voice: Voice) -> str:
    text = flat(voice.span.of(entry.document.text))
    if voice.source_kind == "unnamed" and voice.code is None:
        return f"said without naming a source (“{text}”)"
    told = f"{text} ({voice.code})" if voice.code else text
    return f"{SAYING.get(voice.kind, 'said by')} {told}{f' via {flat(voice.via)}' if voice.via else ''}"


def best_text(texts: Iterable[str], table: Sameness) -> str:
    """The words that name best: the most frequent that are no pronoun, of equal ones the shortest."""
    counts = Counter(texts)
    named = {t: n for t, n in counts.items() if t.lower().split(" (")[0] not in table.words.pronouns} or dict(counts)
    return min(named, key=lambda t: (-named[t], len(t), t)) if named else ""


def sentence(entry: Entry) -> str:
    """The sentence of the statement on one line."""
    return flat(sentence_of(entry.statement).of(entry.document.text))
