"""Resolve one noun phrase: by its name, its role, its title, what stands beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token, span_of
from dateline.reading.names import COUNTRY_KINDS, Hit, Sense
from dateline.reading.persons import Introductions, by_surname, holder
from dateline.reading.phrases import Phrase, actor_words
from dateline.reading.reference import FAR, Past, last_of, titled
from dateline.reading.setting import scene_of
from dateline.rules.arguments import coordinated
from dateline.types import Mention, Span

# Sectors, which stand alone as the code of whoever has no state.
STATE_SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "OPP", "REB", "PRM", "ELI", "UAF", "UNK"})
SECTORS = STATE_SECTORS | {"CRM", "CVL", "REF", "BUS", "LAB", "JRN", "MED", "EDU", "REL", "SOC", "AGR"}
BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "IMG", "ISM", "MNC"})
STATE = frozenset({"GOV", "LEG"})
NO_SCENE = frozenset({"GOV", "LEG", "MIL", "PTY", "SPY", "JUD", ""})
NEAR = 4  # sentences that "the government" reaches back
DEFINITE = frozenset({"the", "this", "that"})

BLOCS = frozenset({"IGO", "EUR"})
TERRORISTS = frozenset({"terrorist", "extremist", "jihadist"})
# Bodies that stay one actor whoever acts for them (*the UN envoy*, *ISIL fighters*), with the exceptions.
ONE_ACTOR = {"UNO": frozenset({"MIL", "JUD", "COP", "ELI"}), "IMG": frozenset[str]()}
CLEAR = 3  # so many times as often named as the next candidate


class Reader(Protocol):
    """What the reading of a phrase asks of the document around it."""

    parse: Parse
    know: Knowledge
    hits: Mapping[int, Hit]
    on: str | None
    focus: str | None
    abroad: str | None
    publisher: tuple[Mention, ...]
    introduced: Introductions

    def of(self, token: Token, on: str | None = None) -> tuple[Mention, ...]: ...

    def past(self) -> Past: ...


@dataclass(frozen=True, slots=True)
class Naming:
    """One phrase to be resolved in its document; `on`: the date for which offices are read."""

    reader: Reader
    phrase: Phrase
    span: Span
    text: str
    on: str | None

    def resolve(self) -> tuple[Mention, ...]:
        """The actors that the phrase names; the first kind of evidence that gives any."""
        phrase = self.phrase
        if named := self._named():
            return named
        role = phrase.role
        if role is not None and role["kind"] == "thing":
            return self._by_modifier()
        if self._of_the_world():
            return self._made("REG", self.text, "roles (states)")
        if role is not None and role["kind"] == "state" and (state := self._state()):
            return state
        if role is not None and (made := self._role()) and made[0].code:
            return made
        return self._beside() or self._proper() or self._by_epithet() or self._by_modifier() or self._stranger()

    def _made(self, code: str | None, name: str | None, rule: str) -> tuple[Mention, ...]:
        return (Mention(self.span, self.text, code, name, rule),)

    def _named(self) -> tuple[Mention, ...]:
        """By the name that heads the phrase."""
        sense, phrase = self.phrase.name, self.phrase
        if sense is None or sense.kind == "blocked" or not sense.code:
            return ()
        if sense.kind == "person":
            return (self._person(sense),)
        code = sense.code.split(";")[0]
        if phrase.role is not None and sense.kind in COUNTRY_KINDS | {"regionadj"}:
            code = with_sector(code, phrase.role["sector"])
        elif sense.kind == "inhabitant" and self._counted():
            code = with_sector(code, "CVL")
        if code.endswith(" PTY") and any(w.dep == "nummod" for w in phrase.tokens):  # "194 Republicans" voted
            code = with_sector(code, "LEG")
        name = sense.name if sense.kind.startswith("org-") or sense.code.startswith("REG") else None
        return self._made(code, name, sense.row)

    def _counted(self) -> bool:
        """*Eight Mexicans*, *Syrians*: people; *the Turks*: may be the state."""
        plural = self.phrase.head.tag in ("NNS", "NNPS") or self.phrase.head.lower.endswith("s")
        named = self.phrase.name is not None and " " not in self.phrase.name.code
        return plural and named and not any(w.lower == "the" for w in self.phrase.tokens)

    def _person(self, sense: Sense) -> Mention:
        hit = self.reader.hits[self.phrase.head.i]
        known = self.reader.introduced.last.get(self.phrase.head.text)
        if known is not None and hit.first == hit.last:
            return Mention(self.span, self.text, known.code, known.name, "text.introduction")
        now = [s for s in hit.senses if s.kind == "person" and s.holds(self.on)]
        if now:
            return Mention(self.span, self.text, now[0].code, now[0].name, now[0].row)
        on = self.on
        late = on is not None and all(s.end and s.end < on for s in hit.senses if s.kind == "person")
        gone = on is not None and (ended := self._ended(sense.code.split()[0])) and ended < on
        sector = "GOV" if on is None or gone else "ELI" if late else ""
        if self.phrase.role is not None and self.phrase.role["sector"]:
            sector = self.phrase.role["sector"]
        return Mention(self.span, self.text, with_sector(sense.code.split()[0], sector), sense.name, sense.row)

    def _ended(self, country: str) -> str:
        """When the state was dissolved, if it was: Stalin is no former official of today."""
        row = self.reader.know.actors["states"].get(country)
        return row["to"] if row else ""

    def _state(self) -> tuple[Mention, ...]:
        """*The country*: the last one named; *other nations*, *partners around the world*: no single one."""
        phrase, reader = self.phrase, self.reader
        if phrase.bearers or phrase.head.below("poss"):
            return ()
        if phrase.head.tag in ("NNS", "NNPS"):
            return self._made("REG", self.text, "roles (states)") if self.text[:4].lower() != "the " else ()
        if phrase.tokens[0].lower not in DEFINITE:
            return ()
        found = last_of(phrase.head, reader.past(), frozenset({"country"}), plural=False, reach=2)
        about = reader.abroad or reader.focus
        code = (
            about
            if about and any((m.code or "").startswith(about) for m in found)
            else (found[0].code if found else about)
        )
        return self._made((code or "").split()[0], None, "reference.state") if code else ()

    def _of_the_world(self) -> bool:
        """*Leaders around the world*, *other governments*, *our allies*: nobody in particular."""
        head = self.phrase.head
        if any(p.lemma in ("world", "globe") for c in head.children if c.dep == "prep" for p in c.below("pobj")):
            return True
        plural = head.tag in ("NNS", "NNPS") and head.lemma in actor_words(self.reader.know)["many_states"]
        other = {"other", "fellow", "many", "several"} & {w.lower for w in self.phrase.tokens}
        return (
            plural
            and (head.lemma in ("ally", "partner") or bool(other))
            and not any(t in self.phrase.tokens and t.dep != "poss" for t, _ in self.phrase.bearers)
        )

    def _role(self) -> tuple[Mention, ...]:
        """By what somebody is: the country or body that the phrase names with it, else that of the context."""
        return self._title() or self._borne() or self._owned() or self._in_context()

    def _sector(self) -> str:
        assert self.phrase.role is not None
        sector = self.phrase.role["sector"]
        former = actor_words(self.reader.know)["former"]
        if sector == "GOV" and any(w.lower in former for w in self.phrase.tokens[:3]):
            return "ELI"
        return sector

    def _title(self) -> tuple[Mention, ...]:
        """*President Yeltsin*: the surname of one who is introduced or held office."""
        phrase, reader = self.phrase, self.reader
        inner = [c for c in phrase.head.children if c.dep == "appos" and c.pos == "PROPN"]
        if inner and not phrase.bearers and phrase.head.pos == "NOUN":
            found = tuple(
                m
                for p in coordinated(inner)
                for m in reader.of(p)
                if m.code and not m.rule.startswith("document.focus")
            )
            if found:
                return found
        if not phrase.proper:
            return ()
        country = phrase.bearers[0][1].code.split()[0] if phrase.bearers else None
        words = [w for w in phrase.proper.split() if not self._formal(w)]
        known = reader.introduced.find(words)
        if known and country in (None, known.country):
            return self._made(known.code, known.name, "text.introduction")
        if len(words) != 1:
            return ()
        sense = by_surname(words[0], self.on, reader.know, country, self._sector())
        return self._made(sense.code, sense.name, sense.row) if sense else ()

    def _borne(self) -> tuple[Mention, ...]:
        phrase, sector = self.phrase, self._sector()
        if not phrase.bearers:
            return ()
        made = tuple(self._of_bearer(s, sector) for _, s in phrase.bearers)
        several = self._plural() and len({m.code for m in made}) > 1
        return made if several else made[:1]

    def _plural(self) -> bool:
        """Are there several?  The tagger takes *Foreign Ministers* for one name."""
        head, role = self.phrase.head, self.phrase.role
        titles = head.lower.endswith("s") and role is not None and not role["noun"].endswith(head.lower)
        return head.tag in ("NNS", "NNPS") or titles

    def _of_bearer(self, sense: Sense, sector: str) -> Mention:
        assert self.phrase.role is not None
        noun, name, code = self.phrase.role["noun"], self.phrase.proper, sense.code.split(";")[0]
        if code.endswith(" PTY") and sector in ("GOV", ""):  # "Republican officials"
            sector = "PTY"
        if sense.kind in ("adjective", "country", "inhabitant", "capital", "place"):
            code = code.split()[0] + (" PRE" if " PRE" in code else "")
        elif sense.kind == "person" and not sector:
            sector = "".join(code.split()[1:2])
        code = with_sector(code, sector)
        office = noun.split()[-1] in actor_words(self.reader.know)["office"]
        if name is None and office and self.phrase.head.tag in ("NN", "NNP"):
            name = holder(code.split()[0], noun, self.on, self.reader.know)
        return Mention(self.span, self.text, code, name, f"{sense.row} + role {noun}")

    def _owned(self) -> tuple[Mention, ...]:
        """By the possessor or by an *of* phrase: *its troops*, *members of the council*."""
        head, name, sector, of = self.phrase.head, self.phrase.proper, self._sector(), self.reader.of
        owners = [m for p in head.below("poss") for m in of(p) if m.code]
        if owners:
            return self._made(with_sector(owners[0].code or "", sector), name, "text.possessor")
        words = actor_words(self.reader.know)["of_name"]
        if sector in STATE and self.phrase.role and self.phrase.role["kind"] == "person":
            words = words - {"for"}  # "Minister for Central Asia"
        members = [
            m
            for c in head.children
            if c.dep == "prep" and c.lower in words
            for p in c.below("pobj")
            for t in coordinated([p])
            for m in of(t)
            if m.code
        ]
        made = [
            Mention(self.span, self.text, with_sector(m.code or "", sector), name, f"text.of ← {m.rule}")
            for m in members
        ]
        if head.tag in ("NNS", "NNPS"):
            return tuple({m.code: m for m in made}.values())
        return tuple(made[:1])

    def _in_context(self) -> tuple[Mention, ...]:
        """A role without a country: as named before, where the sentence plays, whose the report is."""
        assert self.phrase.role is not None
        phrase, reader, sector = self.phrase, self.reader, self._sector()
        role = self.phrase.role
        if again := self._again():
            return again
        if role["kind"] == "spokesperson" and reader.focus is None:
            return ()
        name = phrase.proper
        if not sector:
            return ()
        plural, bare = phrase.head.tag in ("NNS", "NNPS"), len(phrase.tokens) == 1
        if sector == "UAF" and plural:
            return self._made("UNK UAF", None, "roles")
        if sector == "UAF" and role["kind"] == "person" and " " not in role["noun"]:  # "the gunman": known by now
            sector = "CRM"
        if (plural and bare and sector == "CRM") or sector == "REF":  # people without a state
            return self._made(sector, None, "roles")
        if sector == "CRM" and role["noun"].split()[-1] in TERRORISTS and (group := self._only_group()):
            return self._made(group, None, "document.armed-group")
        if sector not in NO_SCENE:
            scene = scene_of(phrase.head, reader.hits, self.on, actor_words(reader.know)["scene_preposition"])
            if scene:
                return self._made(with_sector(scene, sector), name, "sentence.scene")
        if mine := self._publishers_own(sector):
            return self._made(f"{mine} {sector}", name, "document.publisher")
        focus = reader.focus if sector in STATE or name else reader.abroad or reader.focus
        return self._made(f"{focus} {sector}" if focus else sector, name, "document.focus" if focus else "roles")

    def _only_group(self) -> str | None:
        """*These terrorists*, in a report that names one transnational armed group only: its own."""
        senses = (h.sense(self.on) for h in self.reader.hits.values())
        names = {s.name for s in senses if s is not None and s.code == "IMG"}
        return "IMG" if len(names) == 1 else None

    def _again(self) -> tuple[Mention, ...]:
        """*The minister* after *Mexico's foreign minister*."""
        phrase = self.phrase
        definite = phrase.tokens[0].lower in DEFINITE and phrase.head.tag in ("NN", "NNP")
        if not definite or phrase.role is None or phrase.proper:
            return ()
        kind = "person" if phrase.role["kind"] in ("person", "spokesperson") else "group"
        reach = FAR if kind == "person" else NEAR
        known = titled(phrase.role["noun"], phrase.head, self.reader.past(), frozenset({kind}), reach)
        return self._made(known.code, known.name, f"reference.title ← {known.rule}") if known else ()

    def _publishers_own(self, sector: str) -> str | None:
        """The Foreign Secretary, the Government of a ministry's release are its own."""
        assert self.phrase.role is not None
        noun, reader = self.phrase.role["noun"], self.reader
        others = noun.split()[-1] in actor_words(reader.know)["of_others"]
        if not reader.publisher or sector not in STATE | {"MIL"} or others:
            return None
        person = self.phrase.role["kind"] == "person"
        if (sector == "MIL" and not self.phrase.proper) or (self.phrase.proper and not person):
            return None  # "our general", but "Anbar Province"
        mine = reader.publisher[0].country
        incumbent = holder(mine, noun, self.on, reader.know) if self.phrase.proper and reader.abroad else None
        if incumbent and self.phrase.proper and incumbent.split()[-1] not in self.phrase.proper.split():
            return reader.abroad  # "Prime Minister Abadi" in a British release
        return None if mine in BODIES or mine in SECTORS else mine

    def _beside(self) -> tuple[Mention, ...]:
        """By an apposition, on either side, or *X of Reporters Without Borders*."""
        head, of = self.phrase.head, self.reader.of
        for other in head.below("appos"):
            if found := [m for m in of(other) if m.code]:
                return self._made(found[0].code, found[0].name or self.phrase.proper, "text.apposition")
        if head.pos != "PROPN":
            return ()
        if head.dep == "appos" and head.head.pos != "PROPN" and (found := [m for m in of(head.head) if m.code]):
            return self._made(found[0].code, self.text, "text.apposition")
        if self.phrase.proper and " " in self.phrase.proper and self.phrase.role is None:
            for token, sense in self.phrase.bearers:
                if token not in self.phrase.tokens and sense.kind.startswith("org-"):
                    return self._made(sense.code.split(";")[0], self.phrase.proper, f"{sense.row} (of)")
        return ()

    def _formal(self, word: str) -> bool:
        """Is the word no part of a name: *Mr*, *QC*?"""
        words = actor_words(self.reader.know)
        return word.lower().rstrip(".") in words["postnominal"] | words["honorific"]

    def _proper(self) -> tuple[Mention, ...]:
        """By a name that the document introduced, or a surname that one office-holder of the date has."""
        phrase, reader = self.phrase, self.reader
        if not phrase.head.text[:1].isupper():
            return ()
        words = [w.text for w in phrase.tokens if w.pos == "PROPN" or w is phrase.head]
        words = [w for w in words if not self._formal(w)]
        if known := reader.introduced.find(words):
            return self._made(known.code, known.name, "text.introduction")
        if len(words) != 1 or phrase.head.pos != "PROPN":
            return ()
        sense = by_surname(words[0], self.on, reader.know)
        return self._made(sense.code, sense.name, sense.row) if sense else ()

    def _by_epithet(self) -> tuple[Mention, ...]:
        """An epithet resolves to the candidate that the document names."""
        plain = " ".join(w.lower for w in self.phrase.tokens if w.dep not in ("det", "poss", "case", "punct"))
        row = self.reader.know.actors["epithets"].get(plain)
        if row is None:
            return ()
        options = row["code"].split(";")
        seen = Counter(s.code.split()[0] for h in self.reader.hits.values() if (s := h.sense(self.on)) and s.code)
        named = sorted((c for c in options if seen[c.split()[0]]), key=lambda c: -seen[c.split()[0]])
        lone = len(options) == 1 and options[0] not in BLOCS  # "the alliance" of two countries is not NATO
        clear = len(named) == 1 or (len(named) > 1 and seen[named[0].split()[0]] >= CLEAR * seen[named[1].split()[0]])
        if lone or clear:
            return self._made((named or options)[0], None, "actors/epithets.csv")
        return (Mention(self.span, self.text, None, None, "actors/epithets.csv", tuple(options)),)

    def _by_modifier(self) -> tuple[Mention, ...]:
        """*Russian missile technology*: a thing stands for the country whose it is."""
        reader = self.reader
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
        formal = [w for w in phrase.tokens if self._formal(w.text)]
        words = [w for w in phrase.tokens if w.pos == "PROPN" and w not in formal and w.text[0].isupper()]
        person = len(words) in (2, 3) or (len(words) == 1 and formal)
        if not person or len(words) + len(formal) != len(phrase.tokens) or focus is None:
            return ()
        if phrase.head.dep == "pobj" and phrase.head.head.dep != "agent":
            return ()
        return self._made(focus, phrase.proper, "document.focus (person)")


def with_sector(code: str, sector: str) -> str:
    """Put the sector behind a country or organisation code; PRE stays between."""
    parts = code.split()
    if parts[0] in SECTORS:  # "EFE agency correspondent": JRN already
        return code
    if parts[0] in ONE_ACTOR and sector not in ONE_ACTOR[parts[0]]:
        return parts[0]
    keep = parts[:2] if len(parts) > 1 and parts[1] == "PRE" else parts[:1]
    return " ".join([*keep, sector]) if sector else code
