"""Resolve one noun phrase: by its name, its role, its title, what stands beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dateline.codes import with_sector
from dateline.knowledge import Row
from dateline.parse import Token, span_of
from dateline.reading.by_role import ByRole
from dateline.reading.described import described, epithet
from dateline.reading.names import COUNTRY_KINDS, Sense
from dateline.reading.persons import bearers, by_surname, person_on
from dateline.reading.phrased import Phrased
from dateline.reading.setting import country_of, scene_of
from dateline.types import Mention

OWNING = frozenset({"country", "adjective", "place"})
BLOCS = frozenset({"IGO", "EUR"})
CLEAR = 3  # so many times as often named as the next candidate


@dataclass(frozen=True, slots=True)
class Naming(Phrased):
    """Any phrase, by the first kind of evidence that gives an actor."""

    def resolve(self) -> tuple[Mention, ...]:
        """The actors that the phrase names; the first kind of evidence that gives any."""
        phrase = self.phrase
        if named := self._named():
            return named
        role = phrase.role
        if role is not None and role["kind"] == "thing":
            return self._by_modifier()
        if self._of_the_world():
            return self.made("REG", self.text, "roles (states)")
        if role is not None and role["kind"] == "state" and (state := self._state()):
            return state
        if role is not None and (made := self._by_role()) and (made[0].code or made[0].candidates):
            return made
        found = self._beside() or self._proper() or self._by_epithet() or self._by_modifier()
        return found or self._one_of_several() or self._stranger()

    def _by_role(self) -> tuple[Mention, ...]:
        return ByRole(self.reader, self.phrase, self.span, self.text, self.on).resolve()

    def _named(self) -> tuple[Mention, ...]:
        """By the name that heads the phrase."""
        sense, phrase = self.phrase.name, self.phrase
        if sense is None or sense.kind == "blocked" or not sense.code:
            return ()
        if sense.kind == "person":
            return (self._person(sense),)
        code = sense.code.split(";")[0]
        if sense.kind == "body" and (owner := self._owner()) and owner != sense.country:  # "Chile's Defense Department"
            return self.made(with_sector(owner, sense.sector), None, f"text.possessor + {sense.row}")
        if phrase.role is not None and sense.kind in COUNTRY_KINDS | {"regionadj"}:
            code = with_sector(code, phrase.role["sector"])
        elif sense.kind == "inhabitant" and (host := self._host(sense)):
            code = with_sector(host, "CVL")
        elif sense.kind == "inhabitant" and self._counted():
            code = with_sector(code, "CVL")
        if code.endswith(" PTY") and any(w.dep == "nummod" for w in phrase.tokens):  # "194 Republicans" voted
            code = with_sector(code, "LEG")
        name = sense.name if sense.kind.startswith("org-") or sense.code.startswith("REG") else None
        return self.made(code, name, sense.row)

    def _host(self, sense: Sense) -> str | None:
        """*Ethnic Albanians in Serbia*, *the Albanians of Kosovo*: people of the state that they live in."""
        words, reader = self.words, self.reader
        of = [c for c in self.phrase.head.below("prep") if c.lower == "of"]
        ethnic = any(w.lower in words["ethnic"] for w in self.phrase.tokens)
        prepositions = words["scene_preposition"] | {"of"} if ethnic else {"of"}
        places = [p for c in self.phrase.head.below("prep") if c.lower in prepositions for p in c.below("pobj")]
        hits = [reader.hits[p.i].as_town(self.on) for p in places if p.i in reader.hits]
        told = next((c for s in hits if (c := country_of(s)) and c != sense.country), None)
        if told or not (ethnic or of):
            return told
        scene = scene_of(self.phrase.head, reader.hits, self.on, words["scene_preposition"]) if ethnic else None
        return scene or (reader.focus if ethnic and reader.focus != sense.country else None)

    def _owner(self) -> str | None:
        """The state whose the phrase says the body is."""
        states = self.reader.know.actors["states"].index
        near = (s.country for t, s in self.phrase.bearers if t in self.phrase.tokens and s.kind in OWNING)
        return next((c for c in near if c in states), None)

    def _counted(self) -> bool:
        """*Eight Mexicans*, *Syrians*: people; *the Turks*: may be the state."""
        plural = self.phrase.head.plural or self.phrase.head.lower.endswith("s")
        named = self.phrase.name is not None and " " not in self.phrase.name.code
        return plural and named and not any(w.lower == "the" for w in self.phrase.tokens)

    def _person(self, sense: Sense) -> Mention:
        hit = self.reader.hits[self.phrase.head.i]
        if hit.first == hit.last and self.phrase.head.text in self.reader.introduced.last:
            return self.introduced([self.phrase.head.text])[0]
        found = person_on(hit.senses, self.on, self.reader.know)
        assert found is not None  # the sense is one of them
        code, role = found.code.split(";")[0], self.phrase.role
        if role is not None and self._telling(role):
            code = with_sector(found.country, self.sector())
        elif body := next((s for _, s in self.phrase.bearers if s.kind == "org-party"), None):
            code = body.code.split(";")[0]  # "Labour Party leader Jeremy Corbyn"
        return Mention(self.span, self.text, code, found.name, found.row)

    def _telling(self, role: Row) -> bool:
        """Does the role say more of a person than the table: *President*, not *leader*?"""
        return bool(role["sector"]) and role["kind"] != "thing" and role["noun"] not in self.words["general_role"]

    def _state(self) -> tuple[Mention, ...]:
        """*The country*: one named before; *other nations*: no single one."""
        phrase, reader = self.phrase, self.reader
        if owners := [m.country for p in phrase.head.below("poss") for m in reader.of(p) if m.code]:  # "our country"
            several = owners if phrase.head.plural else owners[:1]
            return tuple(m for c in dict.fromkeys(several) for m in self.made(c, None, "text.possessor"))
        if phrase.head.plural and not phrase.bearers:
            return self.made("REG", self.text, "roles (states)") if self.text[:4].lower() != "the " else ()
        return described(self)

    def _of_the_world(self) -> bool:
        """*Leaders around the world*, *governments of the region*, *our allies*: nobody special."""
        head, words = self.phrase.head, self.words
        plural = head.plural and head.lemma in words["many_states"]
        scope = {p.lemma for c in head.below("prep") for p in c.below("pobj")}
        if scope & words["everywhere"] or (plural and scope & words["many_places"]):
            return True
        other = words["fellow"] & {w.lower for w in self.phrase.tokens}
        return (
            plural
            and (head.lemma in words["partner_state"] or bool(other))
            and not any(t in self.phrase.tokens and t.dep != "poss" for t, _ in self.phrase.bearers)
        )

    def _beside(self) -> tuple[Mention, ...]:
        """By an apposition, on either side, or *X of Reporters Without Borders*."""
        head, of = self.phrase.head, self.reader.of
        for other in head.below("appos"):
            if found := [m for m in of(other) if m.code]:
                return self.made(found[0].code, found[0].name or self.phrase.proper, "text.apposition")
        if head.pos != "PROPN":
            return ()
        if head.dep == "appos" and head.head.pos != "PROPN" and (found := [m for m in of(head.head) if m.code]):
            return self.made(found[0].code, self.text, "text.apposition")
        group = _described_together(head)  # "the officers, Ana Ruiz and Juan Soto"
        if group is not None and (found := [m for m in of(group) if m.code and " + role " in m.rule]):
            return self.made(found[0].code, self.text, "text.apposition")
        if self.phrase.proper and " " in self.phrase.proper and self.phrase.role is None:
            for token, sense in self.phrase.bearers:
                if token not in self.phrase.tokens and sense.kind.startswith("org-"):
                    return self.made(sense.code.split(";")[0], self.phrase.proper, f"{sense.row} (of)")
        return ()

    def _proper(self) -> tuple[Mention, ...]:
        """By a name that the document introduced, or a surname that one office-holder of the date has."""
        phrase, reader = self.phrase, self.reader
        if not phrase.head.text[:1].isupper():
            return ()
        words = [w.text for w in phrase.tokens if w.pos == "PROPN" or w is phrase.head]
        words = [w for w in words if not self.formal(w)]
        if known := self.introduced(words):
            return known
        if len(words) != 1 or phrase.head.pos != "PROPN":
            return ()
        sense = by_surname(words[0], self.on, reader.know)
        return self.made(sense.code, sense.name, sense.row) if sense else ()

    def _one_of_several(self) -> tuple[Mention, ...]:
        """A surname that several office-holders of the date have: open, with the candidates."""
        head = self.phrase.head
        if head.pos != "PROPN" or len(self.phrase.tokens) != 1:
            return ()
        codes = tuple(dict.fromkeys(s.code for s in bearers(head.text, self.on, self.reader.know)))
        return (Mention(self.span, self.text, None, None, "actors/offices.csv", codes),) if len(codes) > 1 else ()

    def _by_epithet(self) -> tuple[Mention, ...]:
        """An epithet resolves to the candidate that the document names."""
        options = epithet(self)
        if not options:
            return ()
        seen = Counter(s.code.split()[0] for h in self.reader.hits.values() if (s := h.sense(self.on)) and s.code)
        named = sorted((c for c in options if seen[c.split()[0]]), key=lambda c: -seen[c.split()[0]])
        lone = len(options) == 1 and options[0] not in BLOCS  # "the alliance" of two countries is not NATO
        clear = len(named) == 1 or (len(named) > 1 and seen[named[0].split()[0]] >= CLEAR * seen[named[1].split()[0]])
        if lone or clear:
            return self.made((named or options)[0], None, "actors/epithets.csv")
        return (Mention(self.span, self.text, None, None, "actors/epithets.csv", tuple(options)),)

    def _by_modifier(self) -> tuple[Mention, ...]:
        """*Russian missile technology*: a thing stands for the country whose it is."""
        reader = self.reader
        for owner in self.phrase.head.below("poss"):  # "the Lebanese president's office"
            if owner.i not in reader.hits and (found := reader.of(owner)):
                return found[:1]
        for token, sense in self.phrase.bearers:
            inside = token in self.phrase.tokens and sense.kind in COUNTRY_KINDS | {"regionadj", "region"}
            if inside or sense.kind.startswith("org-"):
                hit = reader.hits[token.i]
                span = span_of(reader.parse.tokens[hit.first : hit.last + 1])
                code = sense.code.split(";")[0]
                return (Mention(span, reader.parse.text(span), code, None, f"{sense.row} (modifier)"),)
        return tuple(m for p in self.phrase.head.below("poss") for m in reader.of(p))[:1]

    def _stranger(self) -> tuple[Mention, ...]:
        """A person whom no table and no title places: of the country that the document is about."""
        phrase, focus = self.phrase, self.reader.focus
        formal = [w for w in phrase.tokens if self.formal(w.text)]
        words = [w for w in phrase.tokens if w.pos == "PROPN" and w not in formal and w.text[0].isupper()]
        person = len(words) in (2, 3) or (len(words) == 1 and formal)
        if not person or len(words) + len(formal) != len(phrase.tokens) or focus is None:
            return ()
        if phrase.head.dep == "pobj" and phrase.head.head.dep != "agent":
            return ()
        return self.made(focus, phrase.proper, "document.focus (person)")


def _described_together(head: Token) -> Token | None:
    """The plural noun that a list of names behind it tells apart, for the second name of the list and those after."""
    first = head
    while first.dep == "conj" and first.head.pos == "PROPN":
        first = first.head
    listed = first is not head and first.dep == "appos" and first.i > first.head.i
    return first.head if listed and first.head.pos == "NOUN" and first.head.plural else None
