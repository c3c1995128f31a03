"""The words that say who says so, and the form of what they tell: `Attribution`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge, Row
from dateline.parse import Parse, Token, span_of
from dateline.reading.clauses import described
from dateline.reading.quotations import Quotation
from dateline.types import Span, VoiceKind

FIRST_PERSON = frozenset({"i", "we", "me", "us", "you"})
SPOKEN: frozenset[VoiceKind] = frozenset({"statement", "belief", "denial", "question"})  # kinds whose contents are told
_CUE_PARTS = ("aux", "auxpass", "neg", "advmod", "prt")
_THINGS = ("thing", "equipment")
_PARTICLE = ("prt", "dobj", "prep", "advmod", "acomp", "oprd", "ccomp", "amod")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody (`source`: head of the noun phrase `source_span`) says `contents` by the words `cue`.

    No source is named in "are estimated to" and "reportedly": `source` is None, `source_span` the cue.
    `via` is the medium spoken to; `rule` names the construction.  `cue_token` is the head word of the cue.
    `relative`: the pronoun that stands for the source in a relative clause ("…, who said").  `endorsed`: told
    by the report as its own too ("as X explains").
    """

    source: Token | None
    source_span: Span | None
    cue: Span
    cue_token: Token | None
    contents: tuple[Span, ...]
    via: Span | None
    kind: VoiceKind
    rule: str
    relative: Span | None = None
    endorsed: bool = False

    @property
    def described(self) -> Span | None:
        """The source with the clause that describes it ("Okoro, who leads the party"), as corpora mark it."""
        if self.source is None or self.source_span is None:
            return self.source_span
        return described(self.source, self.source_span, self.cue_token)

    @property
    def extent(self) -> int:
        """How many characters the contents hold."""
        return sum(c.end - c.start for c in self.contents)

    def holds(self, span: Span) -> bool:
        """Is the span said by this voice?"""
        return any(c.covers(span) for c in self.contents)


@dataclass(frozen=True)
class Cues:
    """The lexicons of this reader, ready to ask."""

    verbs: Mapping[tuple[str, str], Row]
    nouns: Mapping[str, Row]
    adjectives: Mapping[str, Row]
    hearsay: frozenset[str]
    media: frozenset[str]
    outlets: frozenset[str]
    days: frozenset[str]
    not_sources: frozenset[str]
    documents: frozenset[str]
    opinions: Mapping[tuple[str, str], str]
    statement_ends: frozenset[str]
    label_not: frozenset[str]
    plain_speech: frozenset[str]
    headline_speech: frozenset[str]
    scenes: frozenset[tuple[str, str]]
    of_time: frozenset[str]
    speakers: frozenset[str]
    actors: frozenset[str]
    places: frozenset[str]
    countries: frozenset[str]
    capitals: frozenset[str]
    persons: frozenset[str]
    given: frozenset[str]
    light: frozenset[str]
    suspicions: frozenset[str]
    speaking: frozenset[str]
    particles: Mapping[str, frozenset[str]]
    prepositions: Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the constructions look at; `inside` gives for every token the number of its quotation, or -1."""

    parse: Parse
    cues: Cues
    quotes: tuple[Quotation, ...]
    inside: tuple[int, ...]


def cues_of(know: Knowledge) -> Cues:
    """The cue lexicons of the knowledge, indexed once."""
    return cast(Cues, know.made("reading.cues", _make))


def _make(know: Knowledge) -> Cues:
    lexicon = know.lexicon
    rows = lexicon["cue_verbs"].rows
    particles: dict[str, set[str]] = {}
    for row in rows:
        if row["particle"]:
            particles.setdefault(row["verb"], set()).add(row["particle"])
    hearing = {r["noun"] for r in know.actors["roles"].rows if r["sector"] != "MIL"}
    return Cues(
        verbs={(r["verb"], r["particle"]): r for r in rows},
        nouns={r["noun"]: r for r in lexicon["cue_nouns"].rows},
        adjectives={r["adjective"]: r for r in lexicon["cue_adjectives"].rows},
        hearsay=frozenset(r["word"] for r in lexicon["hearsay_words"].rows),
        media=frozenset(r["word"] for r in lexicon["media_words"].rows),
        outlets=frozenset(r["name"].lower() for r in know.actors["organisations"].rows if r["kind"] == "media"),
        days=frozenset().union(*(lexicon["time_words"].words_by_class[c] for c in ("weekday", "month", "daypart"))),
        not_sources=frozenset(r["noun"] for r in lexicon["according_to_not"].rows),
        documents=frozenset(r["noun"] for r in lexicon["document_nouns"].rows),
        opinions={(r["preposition"], r["noun"]): r["kind"] for r in lexicon["opinion_phrases"].rows},
        statement_ends=frozenset(r["word"] for r in lexicon["statement_ends"].rows),
        label_not=frozenset(r["word"] for r in lexicon["label_not"].rows),
        plain_speech=frozenset(r["verb"] for r in lexicon["plain_speech"].rows),
        headline_speech=frozenset(r["headline"] for r in lexicon["plain_speech"].rows if r["headline"]),
        scenes=frozenset((r["verb"], r["complement"]) for r in lexicon["speech_scenes"].rows),
        of_time=frozenset(r["verb"] for r in lexicon["as_clause_not"].rows),
        speakers=frozenset(r["noun"] for r in know.actors["roles"].rows if r["kind"] not in _THINGS),
        actors=frozenset(r["noun"] for r in know.actors["roles"].rows),
        places=frozenset(r["word"] for r in lexicon["place_words"].rows if r["class"] == "facility") - hearing,
        countries=frozenset(r["name"].lower() for r in know.actors["names"].rows if r["kind"] == "country"),
        capitals=frozenset(r["name"].lower() for r in know.actors["names"].rows if r["kind"] in ("capital", "seat")),
        persons=frozenset(r["noun"] for r in know.actors["roles"].rows if r["kind"] in ("person", "spokesperson")),
        given=frozenset(r["name"] for r in know.actors["given_names"].rows),
        suspicions=lexicon["clause_words"].words_by_class["suspicion"],
        speaking=lexicon["clause_words"].words_by_class["speaking"],
        light=frozenset(r["verb"] for r in lexicon["light_verbs"].rows),
        particles={verb: frozenset(words) for verb, words in particles.items()},
        prepositions={(r["verb"], r["particle"]): frozenset(r["prepositions"].split()) for r in rows},
    )


def kind_of(word: str) -> VoiceKind:
    """A cell of the lexicon as a kind; the schema has checked it."""
    return cast(VoiceKind, word)


def verb_row(verb: Token, cues: Cues) -> tuple[Row | None, Token | None]:
    """The row of a verb, that with a particle first ("call for"), and the particle."""
    wanted = cues.particles.get(verb.lemma)
    if wanted:
        for child in verb.children:
            if child.lower in wanted and child.dep in _PARTICLE and child.i > verb.i:
                return cues.verbs[verb.lemma, child.lower], child
            if (mark := _marks_infinitive(child, wanted)) is not None:
                return cues.verbs[verb.lemma, mark.lower], mark
    return cues.verbs.get((verb.lemma, "")), None


def _marks_infinitive(clause: Token, wanted: frozenset[str]) -> Token | None:
    """The particle that the parser made the mark of what is called for: "called for both sides to leave"."""
    if clause.dep not in ("advcl", "xcomp", "ccomp"):
        return None
    marks = [m for m in clause.below("mark") if m.lower in wanted and m.i == clause.head.i + 1]
    return marks[0] if marks else None


def cue_span(scene: Scene, head: Token, *more: Token | None) -> Span:
    """The cue with its auxiliaries, negation and adverbs beside it, and further words that belong to it."""
    tokens = scene.parse.tokens
    parts = [head, *(t for t in more if t is not None)]
    mine = {c.i for c in head.children if c.dep in _CUE_PARTS and c.tag != "TO"}
    i = head.i - 1
    while i in mine:
        parts.append(tokens[i])
        i -= 1
    return span_of(parts)


def linked_cue(scene: Scene, cue: Span, contents: Sequence[Span]) -> Span:
    """The cue with the preposition that joins it to its content: "spoke of", "is worried about"."""
    tokens = scene.parse.tokens
    k = bisect_left(tokens, cue.end, key=lambda t: t.start)
    if k + 1 >= len(tokens) or tokens[k].dep not in ("prep", "agent") or tokens[k].tag not in ("IN", "TO"):
        return cue
    joined = any(c.start == tokens[k + 1].start for c in contents)
    return Span(cue.start, tokens[k].end) if joined else cue
