"""Who: resolve the words that name actors to countries, organisations, persons and sectors.

Evidence in this order: the phrase itself (name, title, nationality), the document (introductions, earlier
mentions, its main country), the tables by date.  What stays open stays unresolved, with its candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, parse_document, span_of
from dateline.reading.attribution import Attribution, voices_over
from dateline.reading.names import COUNTRY_KINDS, Hit, Sense, find_names, gazetteer
from dateline.reading.phrases import Phrase, left_words, read_phrase, roles
from dateline.reading.reference import (
    NOT_STATES,
    PERSONAL,
    PLURAL,
    SINGULAR,
    Known,
    Past,
    antecedents,
    known_of,
    last_pair,
)
from dateline.rules.arguments import coordinated
from dateline.types import Document, Mention, Span

GROUPS = frozenset(["thousand", "hundred", "dozen", "million", "group", "number", "member", "crowd", "handful", "majority", "most", "some", "many", "all", "two", "three", "one", "several", "few", "score", "ten", "tens", "part", "wave", "lot", "series", "team", "section"])
FOREIGN = frozenset({"regime", "junta", "dictator", "authority", "leader"})  # said of others
NO_FOCUS = frozenset({"EDU", "JRN", "BUS", "REL", "MED", "LAB", "AGR", "REF", "CRM", ""})
FIRST = frozenset({"i", "we", "me", "us", "my", "our", "mine", "ours", "myself", "ourselves"})
PAIRS = frozenset({"two", "both", "these", "those"})
PAIR_HEADS = frozenset(["country", "side", "nation", "government", "leader", "state", "party", "ally", "neighbour", "neighbor", "power", "president", "minister", "capital", "man", "foe", "rival", "people"])
SECTORS = frozenset({"JRN", "REL", "CVL", "CRM", "EDU", "BUS"})  # codes of organisations without a state


@dataclass
class Entities:
    """The actors of one document, resolved as they are asked for and remembered."""

    parse: Parse
    know: Knowledge
    attributions: tuple[Attribution, ...]
    hits: Mapping[int, Hit]
    on: str | None
    focus: str | None
    publisher: tuple[Mention, ...] = ()
    introduced: dict[str, Mention] = field(default_factory=dict)
    history: list[list[Known]] = field(default_factory=list)
    memo: dict[tuple[int, str | None], tuple[Mention, ...]] = field(default_factory=dict)

    def of(self, token: Token, on: str | None = None) -> tuple[Mention, ...]:
        """The actors that the phrase headed by `token` names; several for a group, none for a thing.

        `on`: an ISO date for which offices and states are read, if not the document's own.
        """
        key = (token.i, on)
        if key not in self.memo:
            self.memo[key] = ()  # a phrase that leads back to itself names nobody
            self.memo[key] = self._resolve(token, on or self.on)
        return self.memo[key]

    def past(self) -> Past:
        """What reference may look back to."""
        return Past(self.parse, self.know, self.hits, self.on, self.history)

    def names_actor(self, token: Token) -> bool:
        """Does the phrase name an actor with a code?"""
        return any(m.code for m in self.of(token))

    def other(self, token: Token, but: set[str]) -> tuple[Mention, ...]:
        """For a pronoun: its likeliest antecedent that is of none of the countries `but`."""
        for group in antecedents(token, self.past()):
            if not {(m.code or "").split(" ")[0] for m in group} & but:
                return tuple(_pointing(m, token, self.parse, "reference.other") for m in group)
        return ()

    def nearest(self, token: Token, but: set[str]) -> tuple[Mention, ...]:
        """The last actor named before the token, not one of the codes `but`; at most two sentences back."""
        for back in range(3):
            if token.sent.index - back < 0:
                break
            for known in reversed(self.history[token.sent.index - back]):
                code = known.mention.code or ""
                if known.token < token.i and known.kind != "other" and code not in but and code not in ("REG", "JRN"):
                    return (msgspec.structs.replace(known.mention, rule=f"document.nearest ← {known.mention.rule}"),)
        return ()

    def _resolve(self, token: Token, on: str | None) -> tuple[Mention, ...]:
        lower = token.lower
        if token.pos == "PRON" or lower in FIRST | PERSONAL | SINGULAR | PLURAL:
            return self._pronoun(token)
        if pair := self._pair(token):
            return pair
        if lower in GROUPS or token.lemma in GROUPS:
            inner = [p for c in token.children if c.dep == "prep" and c.lower in ("of", "from") for p in c.children if p.dep == "pobj"]
            if inner and (found := tuple(m for p in inner for m in self.of(p))):
                return found
        return self._phrase(token, on)

    def _pronoun(self, token: Token) -> tuple[Mention, ...]:
        if token.lower in FIRST:
            return self._speaker(token)
        found = antecedents(token, self.past())
        return tuple(_pointing(m, token, self.parse) for m in found[0]) if found else ()

    def _speaker(self, token: Token) -> tuple[Mention, ...]:
        """*We*, *I*: the innermost quoted voice, else the publisher."""
        for voice in reversed(voices_over(token.span, self.attributions)):
            if voice.source is not None and voice.source.lower not in FIRST:
                return tuple(_pointing(m, token, self.parse, "reference.speaker") for m in self.of(voice.source))
        return tuple(_pointing(m, token, self.parse, "reference.publisher") for m in self.publisher)

    def _pair(self, token: Token) -> tuple[Mention, ...]:
        """*The two countries*, *both leaders*: the last two distinct countries, coordinated ones first."""
        if token.lemma not in PAIR_HEADS or token.i in self.hits:
            return ()
        words = left_words(token)
        if not any(w.lower in PAIRS for w in words) or any(w.i in self.hits for w in words):
            return ()
        named = [c for c in token.children if c.dep == "appos" and c.pos == "PROPN"]
        if named and (found := tuple(m for t in _with_conj(named) for m in self.of(t))):
            return found
        pair = last_pair(token, self.past())
        row = roles(self.know).get(token.lemma)
        sector = row["sector"] if row and row["kind"] == "person" else ""
        span = span_of(words)
        return tuple(Mention(span, self.parse.text(span), f"{c} {sector}".strip(), rule="reference.pair") for c in pair)

    def _phrase(self, token: Token, on: str | None) -> tuple[Mention, ...]:
        if token.pos not in ("NOUN", "PROPN", "NUM", "X") and token.i not in self.hits:
            return ()
        phrase = read_phrase(token, self.hits, self.know, on)
        span = _mention_span(phrase, self.hits)
        text = self.parse.text(span)
        named = self._named(phrase, span, text)
        if named:
            return named
        if phrase.role is not None and phrase.role["kind"] == "thing":
            return ()
        if phrase.role is not None and (made := self._role(phrase, span, text, on)) and made[0].code:
            return made
        for other in token.children:
            if other.dep == "appos" and (found := self.of(other)):
                return tuple(Mention(span, text, m.code, m.name or phrase.proper, "text.apposition") for m in found[:1])
        if token.dep == "appos" and token.pos == "PROPN" and token.head.pos != "PROPN":
            found = self.of(token.head)
            return tuple(Mention(span, text, m.code, text, "text.apposition") for m in found[:1])
        if token.text in self.introduced and token.pos == "PROPN":
            known = self.introduced[token.text]
            return (Mention(span, text, known.code, known.name, "text.introduction"),)
        if token.pos == "PROPN" and (family := self._family(phrase, span, text, on)):
            return family
        epithet = self.know.actors["epithets"].get(_plain(phrase))
        if epithet:
            return (self._epithet(epithet["code"], span, text),)
        return self._by_modifier(phrase) or self._stranger(phrase, span, text)

    def _stranger(self, phrase: Phrase, span: Span, text: str) -> tuple[Mention, ...]:
        """A person whom no table and no title places: of the country that the document is about."""
        words = [w for w in phrase.tokens if w.pos == "PROPN"]
        person = len(words) in (2, 3) and len(words) == len(phrase.tokens) and all(w.text[0].isupper() for w in words)
        if not person or self.focus is None or phrase.head.dep == "pobj":
            return ()
        return (Mention(span, text, self.focus, phrase.proper, "document.focus (person)"),)

    def _named(self, phrase: Phrase, span: Span, text: str) -> tuple[Mention, ...]:
        sense = phrase.name
        if sense is None or sense.kind == "blocked" or not sense.code:
            return ()
        if sense.kind == "person":
            return (self._person(phrase, sense, span, text),)
        code = sense.code.split(";")[0]
        if phrase.role is not None and sense.kind in COUNTRY_KINDS | {"regionadj"}:
            code = _with_sector(code, phrase.role["sector"])
        name = sense.name if sense.kind.startswith("org-") or sense.code.startswith("REG") else None
        return (Mention(span, text, code, name, sense.row),)

    def _person(self, phrase: Phrase, sense: Sense, span: Span, text: str) -> Mention:
        hit = self.hits[phrase.head.i]
        known = self.introduced.get(phrase.head.text)
        if known is not None and hit.first == hit.last:
            return Mention(span, text, known.code, known.name, "text.introduction")
        now = [s for s in hit.senses if s.kind == "person" and s.holds(self.on)]
        if now:
            return Mention(span, text, now[0].code, now[0].name, now[0].row)
        country = sense.code.split()[0]
        late = self.on is not None and all(s.end and s.end < self.on for s in hit.senses if s.kind == "person")
        sector = "GOV" if self.on is None else "ELI" if late else ""
        if phrase.role is not None and phrase.role["sector"]:
            sector = phrase.role["sector"]
        return Mention(span, text, _with_sector(country, sector), sense.name, sense.row)

    def _role(self, phrase: Phrase, span: Span, text: str, on: str | None) -> tuple[Mention, ...]:
        assert phrase.role is not None
        sector = phrase.role["sector"]
        name = phrase.proper
        head = phrase.head
        inner = [c for c in head.children if c.dep == "appos" and c.pos == "PROPN"]
        if inner and not phrase.bearers and (found := tuple(m for p in _with_conj(inner) for m in self.of(p)) if inner else ()):
            return found
        if any(w.lower in ("former", "ex", "late", "then") for w in phrase.tokens[:3]) and sector == "GOV" and "then" not in text.lower():
            sector = "ELI"
        if phrase.bearers:
            made = tuple(self._borne(s, sector, phrase, span, text, name, on) for _, s in phrase.bearers)
            return made if len({m.code for m in made}) > 1 and _several(phrase) else made[:1]
        possessor = head.below("poss")
        owners = [m for p in possessor for m in self.of(p) if m.code]
        if owners:
            return tuple(Mention(span, text, _with_sector(m.code or "", sector), name, "text.possessor") for m in owners[:1])
        members = [m for c in head.children if c.dep == "prep" and c.lower in ("of", "from") for p in c.children if p.dep == "pobj"
                   for t in coordinated([p]) for m in self.of(t) if m.code]
        if members:
            made = [Mention(span, text, _with_sector(m.code or "", sector), name, f"text.of ← {m.rule}") for m in members]
            return tuple({m.code: m for m in made}.values()) if _several(phrase) else tuple(made[:1])
        if phrase.role["kind"] == "spokesperson" and self.focus is None:
            return ()
        known = self.introduced.get(head.text) if head.pos == "PROPN" else None
        if known:
            return (Mention(span, text, known.code, known.name, "text.introduction"),)
        if sector in NO_FOCUS or self.focus is None:
            return (Mention(span, text, sector, name, "roles"),) if sector else ()
        country = self.focus
        mine = self.publisher[0].code if self.publisher and (self.publisher[0].code or "").split()[0] not in NOT_STATES else None
        if mine and sector in ("GOV", "LEG") and phrase.role["noun"].split()[-1] not in FOREIGN:
            # "the Foreign Secretary", "the Government" of a ministry's release are its own
            country = mine.split()[0]
            return (Mention(span, text, f"{country} {sector}", name, "document.publisher"),)
        return (Mention(span, text, f"{country} {sector}", name, "document.focus"),)

    def _borne(self, sense: Sense, sector: str, phrase: Phrase, span: Span, text: str, name: str | None, on: str | None) -> Mention:
        code = sense.code.split(";")[0]
        if sense.kind in ("adjective", "country", "inhabitant", "capital"):
            code = code.split()[0] + (" PRE" if " PRE" in code else "")
        code = _with_sector(code, sector)
        if name is None and phrase.role is not None and phrase.role["noun"].split()[-1] in ("leader", "president", "premier", "chancellor", "minister"):
            name = self._holder(code.split()[0], phrase.role["noun"], on)
        return Mention(span, text, code, name, f"{sense.row} + role {phrase.role['noun'] if phrase.role else ''}")

    def _holder(self, country: str, role: str, on: str | None) -> str | None:
        """Who held the office on the date: *the North Korean leader*."""
        wanted = _OFFICES.get(role)
        if wanted is None or on is None:
            return None
        for office in wanted:
            for row in self.know.actors["offices"].rows:
                if row["office"] == office and row["code"].split()[0] == country and row["from"] <= on and (not row["to"] or on <= row["to"]):
                    return row["person"]
        return None

    def _family(self, phrase: Phrase, span: Span, text: str, on: str | None) -> tuple[Mention, ...]:
        """A surname alone, if one office-holder of the date has it."""
        if len([w for w in phrase.tokens if w.pos == "PROPN"]) > 1:
            return ()
        now = [s for s in gazetteer(self.know).families.get(phrase.head.text, ()) if s.holds(on)]
        if len({s.name for s in now}) != 1:
            return ()
        return (Mention(span, text, now[0].code, now[0].name, now[0].row),)

    def _epithet(self, codes: str, span: Span, text: str) -> Mention:
        """An epithet resolves to the candidate that the document names."""
        options = codes.split(";")
        seen = Counter(s.code.split()[0] for h in self.hits.values() if (s := h.sense(self.on)) and s.code)
        named = [c for c in options if seen[c.split()[0]]]
        if len(options) == 1 or len(named) == 1:
            return Mention(span, text, (named or options)[0], None, "actors/epithets.csv")
        return Mention(span, text, None, None, "actors/epithets.csv", tuple(options))

    def _by_modifier(self, phrase: Phrase) -> tuple[Mention, ...]:
        """*Russian missile technology*: a thing stands for the country whose it is."""
        for token, sense in phrase.bearers:
            if (token in phrase.tokens and sense.kind in COUNTRY_KINDS | {"regionadj", "region"}) or sense.kind.startswith("org-"):
                hit = self.hits[token.i]
                words = self.parse.tokens[hit.first : hit.last + 1]
                code = sense.code.split(";")[0]
                return (Mention(span_of(words), self.parse.text(span_of(words)), code, None, f"{sense.row} (modifier)"),)
        return tuple(m for p in phrase.head.below("poss") for m in self.of(p))[:1]


_OFFICES = {
    "leader": ("head-of-government", "head-of-state"), "supreme leader": ("head-of-state",), "president": ("head-of-state",),
    "prime minister": ("head-of-government",), "premier": ("head-of-government",), "chancellor": ("head-of-government",),
    "foreign minister": ("foreign-minister",), "defence minister": ("defence-minister",), "defense minister": ("defence-minister",),
}


def resolve_entities(parse: Parse, know: Knowledge, attributions: tuple[Attribution, ...] = ()) -> Entities:
    """Set up the resolution of one document: its names, introductions, main country, publisher."""
    hits = find_names(parse, know)
    on = parse.document.published
    entities = Entities(parse, know, attributions, hits, on, _focus(parse, hits, on, know))
    entities.publisher = _publisher(parse.document, know)
    if entities.focus is None and entities.publisher and entities.publisher[0].code:
        code = entities.publisher[0].code.split()[0]
        entities.focus = code if code != "JRN" else None
    for sentence in parse.sentences:
        entities.history.append([])
        for token in sentence.tokens:
            if token.pos in ("NOUN", "PROPN") and token.dep not in ("compound", "amod", "nmod", "npadvmod"):
                _remember(entities, token)
    return entities


def resolve_phrase(text: str, know: Knowledge, on: str | None = None) -> Mention:
    """Resolve a phrase that stands alone (*Northern Fleet*, *a Ugandan attorney*); unresolved: code None."""
    parse = parse_document(Document(id="phrase", text=text, published=on))
    entities = resolve_entities(parse, know)
    for token in [s.root for s in parse.sentences] + parse.tokens:
        found = [m for m in entities.of(token) if m.code]
        if found:
            return found[0]
    return Mention(Span(0, len(text)), text)


def _publisher(document: Document, know: Knowledge) -> tuple[Mention, ...]:
    if not document.publisher:
        return ()
    parse = parse_document(Document(id="publisher", text=document.publisher, published=document.published))
    hits = find_names(parse, know)
    entities = Entities(parse, know, (), hits, document.published, None)
    entities.history = [[] for _ in parse.sentences]
    found = [m for s in parse.sentences for m in entities.of(s.root) if m.code and "JRN" not in m.code]
    return tuple(found[:1])


def _focus(parse: Parse, hits: Mapping[int, Hit], on: str | None, know: Knowledge) -> str | None:
    """The country that the document is mainly about: names counted, the first paragraph and title more."""
    weight: Counter[str] = Counter()
    for token in parse.tokens:
        hit = hits.get(token.i)
        if hit and hit.first == token.i and (sense := hit.sense(on)) and sense.code and (
                sense.kind in COUNTRY_KINDS or sense.kind == "person" or (sense.kind.startswith("org-") and sense.code[:3] not in NOT_STATES)):
            weight[sense.code.split(";")[0].split()[0]] += 2 if token.sent.paragraph == 0 else 1
    for code in [c for c in weight if c in NOT_STATES]:
        del weight[code]
    top = weight.most_common(2)
    return top[0][0] if top else None


def _remember(entities: Entities, token: Token) -> None:
    """Note the resolved mention for later reference; a full name introduces its surname."""
    coded = [m for m in entities.of(token) if m.code]
    if not coded:
        return
    if coded[0].name and token.pos == "PROPN" and token.text not in entities.introduced:
        entities.introduced[token.text] = coded[0]
    entities.history[token.sent.index] += known_of(token, coded, entities.past())


def _pointing(mention: Mention, token: Token, parse: Parse, rule: str = "reference.pronoun") -> Mention:
    return Mention(token.span, parse.text(token.span), mention.code, mention.name, f"{rule} ← {mention.rule}", mention.candidates)


def _with_sector(code: str, sector: str) -> str:
    """Put the sector behind a country or organisation code; PRE stays between."""
    parts = code.split()
    if parts[0] in SECTORS:  # "EFE agency correspondent": JRN already
        return code
    keep = parts[:2] if len(parts) > 1 and parts[1] == "PRE" else parts[:1]
    return " ".join([*keep, sector]) if sector else code


def _with_conj(tokens: list[Token]) -> list[Token]:
    return tokens + [c for t in tokens for c in t.children if c.dep == "conj"]


def _several(phrase: Phrase) -> bool:
    return phrase.head.tag in ("NNS", "NNPS")


def _plain(phrase: Phrase) -> str:
    return " ".join(w.lower for w in phrase.tokens if w.dep not in ("det", "poss", "case", "punct"))


def _mention_span(phrase: Phrase, hits: Mapping[int, Hit]) -> Span:
    """The words in front of the head, the head's name, and a short *of* phrase that belongs to a role."""
    words = list(phrase.tokens)
    while len(words) > 1 and words[0].dep in ("punct", "case"):
        words = words[1:]
    hit = hits.get(phrase.head.i)
    if hit:
        words += [t for t in phrase.head.sent.tokens if hit.first <= t.i <= hit.last]
    return span_of(words)
