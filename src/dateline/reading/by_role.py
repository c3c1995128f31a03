"""Resolve a phrase by what somebody is: a role, with the country or body that the text gives it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.codes import BODIES, SECTORS, with_sector
from dateline.parse import Token
from dateline.reading.described import definite
from dateline.reading.names import Sense
from dateline.reading.persons import Holder, by_surname, holder, land_of, neighbour, once, titled_surname
from dateline.reading.phrased import DEFINITE, Phrased
from dateline.reading.phrases import is_withdrawn
from dateline.reading.reference import FAR, before, last_body, titled
from dateline.reading.setting import country_of, scene_of
from dateline.rules.arguments import coordinated
from dateline.types import Mention

NATIONAL = frozenset({"country", "adjective", "inhabitant", "capital"})  # names of states, whose offices are known
STATE = frozenset({"GOV", "LEG"})
NO_SCENE = frozenset({"GOV", "LEG", "MIL", "PTY", "SPY", "JUD", ""})
NEAR = 4  # sentences that "the government" reaches back
# Kinds of names whose people are of the same sector.
BODILY = frozenset({"body", "seat", "org-party", "org-armed", "org-movement", "org-own"})


@dataclass(frozen=True, slots=True)
class ByRole(Phrased):
    """A phrase that has a role: a person, group, body or equipment of `roles.csv`."""

    def resolve(self) -> tuple[Mention, ...]:
        """By the country or body that the phrase names with the role, else that of the context."""
        return self._title() or self._succession() or self._borne() or self._owned() or self._in_context()

    def _title(self) -> tuple[Mention, ...]:
        """*President Yeltsin*: the surname of one who is introduced or held office."""
        phrase, reader = self.phrase, self.reader
        inner = _appositions(phrase.head) or (self._listed() if self._plural() else [])
        if inner and not phrase.bearers and phrase.head.pos == "NOUN":
            found = tuple(m for p in inner for m in reader.of(p) if m.code and not m.rule.startswith("document.focus"))
            if found:
                return found
        if not phrase.proper:
            return ()
        country = phrase.bearers[0][1].code.split()[0] if phrase.bearers else None
        words = [w for w in phrase.proper.split() if not self.formal(w)]
        known = self.introduced(words)
        if known and country in (None, known[0].country):
            return known
        if len(words) != 1:
            return ()
        sector = self.sector()
        sense = by_surname(words[0], self.on, reader.know, country, sector)
        if sector and not sense:
            sense = titled_surname(words[0], self.on, reader.know, country, sector)
            sense = sense or once(words[0], reader.know, country, sector)
        return self.made(sense.code, sense.name or phrase.proper, sense.row) if sense else ()

    def _listed(self) -> list[Token]:
        """*The leaders of these countries, X and Y*: names behind the comma, whatever the parser hangs them on."""
        hits, tokens = self.reader.hits, self.reader.parse.tokens
        at = max(t.i for t in self.phrase.head.subtree()) + 1
        found: list[Token] = []
        while at < len(tokens) and (tokens[at].lower in ("and", ",") or (hit := hits.get(at)) is not None):
            if hit := hits.get(at):
                sense = hit.sense(self.on)
                found += [tokens[hit.last]] if sense and sense.kind == "person" else []
                at = hit.last
            at += 1
        return found if len(found) > 1 else []

    def _succession(self) -> tuple[Mention, ...]:
        """*Her predecessor*, *Merkel's successor*: by the table of offices; unknown ones are of the same country."""
        assert self.phrase.role is not None
        head, words = self.phrase.head, self.words
        later = self.phrase.role["noun"] in words["after"]
        if not later and self.phrase.role["noun"] not in words["before"]:
            return ()
        of = [p for c in head.children if c.dep == "prep" and c.lower in ("of", "to") for p in c.below("pobj")]
        owners = [m for p in (*head.below("poss"), *of) for m in self.reader.of(p) if m.code]
        if not owners:
            return ()
        row = neighbour(owners[0].name or "", self.on, later, self.reader.know)
        if row is None:
            return self.made(owners[0].code, None, "text.succession")
        return self.made(row["code"], row["person"], "offices.succession")

    def _borne(self) -> tuple[Mention, ...]:
        phrase, sector = self.phrase, self.sector()
        if not phrase.bearers:
            return ()
        if inner := self._speaks_for():
            return inner
        made = tuple(self._of_bearer(s, sector) for _, s in phrase.bearers)
        several = self._plural() and len({m.code for m in made}) > 1
        return made if several else made[:1]

    def _speaks_for(self) -> tuple[Mention, ...]:
        """*A spokesman for the Liberian rebels*, *the leader of Sudan's opposition*: of those, not of the state."""
        assert self.phrase.role is not None
        bearer = self.phrase.bearers[0][0]
        role = self.phrase.role
        general = role["kind"] == "spokesperson" or role["noun"] in self.words["general_role"]
        if bearer in self.phrase.tokens or not general:
            return ()
        prepositions = [c for c in self.phrase.head.below("prep") if c.lower in ("of", "for")]
        behind = [p for c in prepositions for p in c.below("pobj")]
        found = [m for p in behind if p.i not in self.reader.hits for m in self.reader.of(p) if m.code]
        own = [m for m in found if len((m.code or "").split()) > 1 and "roles" not in m.rule]
        return self.made(own[0].code, self.phrase.proper, f"text.of ← {own[0].rule}") if own else ()

    def _plural(self) -> bool:
        """Are there several?  The tagger takes *Foreign Ministers* for one name."""
        head, role = self.phrase.head, self.phrase.role
        titles = head.lower.endswith("s") and role is not None and not role["noun"].endswith(head.lower)
        return head.plural or titles

    def _of_bearer(self, sense: Sense, sector: str) -> Mention:
        assert self.phrase.role is not None
        noun, name, code = self.phrase.role["noun"], self.phrase.proper, sense.code.split(";")[0]
        own = "".join(code.split()[1:2])
        if own and own != "PRE" and sector in ("GOV", "SOC", "UAF", "") and (sense.kind in BODILY or own == "PTY"):
            sector = own  # "Republican officials", "the president of the Riigikogu", "the Hezbollah group"
        if sense.kind in ("adjective", "country", "inhabitant", "capital", "place"):
            code = code.split()[0] + (" PRE" if " PRE" in code else "")
        elif sense.kind == "person" and not sector:
            sector = "".join(code.split()[1:2])
        if self.phrase.role["kind"] == "spokesperson" and code in self.reader.know.actors["states"].index:
            sector = sector or "GOV"
        code = with_sector(code, sector)
        if noun in self.words["peer"] and (peers := self._peers()):
            code = with_sector(code.split()[0], peers)  # "her Tanzanian counterpart": a minister as she is
        rule, name = f"{sense.row} + role {noun}", name or self._named_behind()
        if not name and sense.kind in NATIONAL and (found := self._incumbent(code)):
            name, rule = found.name, f"{rule} + {found.row}"
        return Mention(self.span, self.text, code, name, rule)

    def _named_behind(self) -> str | None:
        """*Her Hungarian colleague Ferenc Balogh*: the name that stands in apposition."""
        for token in _appositions(self.phrase.head)[:1]:
            words = [w for w in token.subtree() if w.i <= token.i and w.pos == "PROPN" and not self.formal(w.text)]
            return " ".join(w.text for w in words if w.dep in ("compound", "appos")) or None
        return None

    def _incumbent(self, code: str) -> Holder | None:
        """Who holds the office that the phrase names, if it is one office of a state and of the present."""
        assert self.phrase.role is not None
        land = land_of(code)
        past = self.said(self.words["former"] | self.words["then"] | self.words["subnational"])
        if past or self.phrase.head.tag not in ("NN", "NNP") or code != with_sector(land, "GOV"):
            return None
        return holder(land, self.phrase.role["noun"], self.on, self.reader.know)

    def _peers(self) -> str:
        """The sector of the one whose counterpart or colleague it is."""
        owners = [m for p in self.phrase.head.below("poss") for m in self.reader.of(p) if m.code]
        return " ".join((owners[0].code or "").split()[1:]) if owners else ""

    def _owned(self) -> tuple[Mention, ...]:
        """By the possessor or by an *of* phrase: *its troops*, *members of the council*."""
        head, name, sector, of = self.phrase.head, self.phrase.proper, self.sector(), self.reader.of
        owners = [m for p in head.below("poss") for m in of(p) if m.code]
        if owners:
            codes = dict.fromkeys(self._of_owner(m, sector) for m in (owners if self._plural() else owners[:1]))
            bare = len((owners[0].code or "").split()) == 1
            found = self._incumbent(next(iter(codes))) if bare and not name else None
            rule = f"text.possessor + {found.row}" if found else "text.possessor"
            return tuple(Mention(self.span, self.text, c, found.name if found else name, rule) for c in codes)
        words = self.words["of_name"]
        if sector in STATE and self.phrase.role and self.phrase.role["kind"] == "person":
            words = words - {"for"}  # "Minister for Central Asia"
        if is_withdrawn(head, self.words["leaving"]):
            words = words - {"from"}
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
            Mention(self.span, self.text, self._of_owner(m, sector), name, f"text.of ← {m.rule}")
            for m in members
        ]
        if head.plural:
            return tuple({m.code: m for m in made}.values())
        return tuple(made[:1])

    def _of_owner(self, owner: Mention, sector: str) -> str:
        """*Its leaders* of a union are of the union's sector; *its army* is the state's."""
        assert self.phrase.role is not None
        own = (owner.code or "").split()[1:2]
        general = self.phrase.role["noun"] in self.words["general_role"] or self.phrase.role["sector"] in ("", "UAF")
        if own and general and own[0] not in ("GOV", "PRE"):
            return owner.code or ""
        if self.phrase.role["kind"] == "spokesperson" and not sector:
            sector = own[0] if own else "GOV" if owner.country in self.reader.know.actors["states"].index else ""
        return with_sector(owner.code or "", sector)

    def _in_context(self) -> tuple[Mention, ...]:
        """A role without a country: as named before, where the sentence plays, whose the report is."""
        assert self.phrase.role is not None
        phrase, reader, sector = self.phrase, self.reader, self.sector()
        role = self.phrase.role
        if again := self._again():
            return again
        if role["kind"] == "spokesperson" and reader.focus is None:
            return ()
        name = phrase.proper
        if not sector:
            return ()
        plural, bare = phrase.head.plural, len(phrase.tokens) == 1
        if sector == "NGO":  # "relief officials": of no state
            return self.made("NGO", name, "roles")
        if sector == "UAF" and plural:
            return self.made("UNK UAF", None, "roles")
        if sector == "UAF" and role["kind"] == "person" and " " not in role["noun"]:  # "the gunman": known by now
            sector = "CRM"
        if sector == "REF" and (fled := self._from_where()):
            return self.made(f"{fled} REF", None, "text.clause")
        if (plural and bare and sector == "CRM") or sector == "REF":  # people without a state
            return self.made(sector, None, "roles")
        terrorist = sector == "CRM" and role["noun"].split()[-1] in self.words["terrorist"]
        if terrorist and (group := self._only_group()):
            return self.made(group, None, "document.armed-group")
        if known := self._apposed() or self._own_people(sector):
            return known
        if sector not in NO_SCENE:
            scene = scene_of(phrase.head, reader.hits, self.on, self.words["scene_preposition"])
            if scene:
                return self.made(with_sector(scene, sector), name, "sentence.scene")
        if mine := self._publishers_own(sector):
            return self.made(f"{mine} {sector}", name, "document.publisher")
        if len(reader.rivals) > 1 and not name and definite(self) and sector in STATE | {"MIL", "COP"}:
            return self._open(tuple(f"{c} {sector}" for c in reader.rivals), "document.focus")
        focus = reader.focus if sector in STATE or name else reader.abroad or reader.focus
        return self.made(f"{focus} {sector}" if focus else sector, name, "document.focus" if focus else "roles")

    def _apposed(self) -> tuple[Mention, ...]:
        """*The PMF, a militia backed by Iran*: of the group whose name stands before the comma."""
        assert self.phrase.role is not None
        first, tokens = self.phrase.tokens[0], self.reader.parse.tokens
        if self.phrase.role["kind"] == "person" or first.lower not in ("a", "an") or tokens[first.i - 1].text != ",":
            return ()
        hits = (self.reader.hits.get(i) for i in range(first.i - 2, max(-1, first.i - 5), -1))
        sense = next((hit.sense(self.on) for hit in hits if hit is not None), None)
        named = sense is not None and sense.code and sense.kind.startswith("org-")
        return self.made(sense.code, None, "text.apposition") if sense is not None and named else ()

    def _own_people(self, sector: str) -> tuple[Mention, ...]:
        """*South Korea evacuated 80 people*: a state moves its own out of danger."""
        head = self.phrase.head
        if sector != "CVL" or head.dep != "dobj" or head.head.lemma not in self.words["moves_own"]:
            return ()
        who = [m.country for s in head.head.below("nsubj") for m in self.reader.of(s) if m.code]
        return self.made(f"{who[0]} {sector}", None, "text.clause") if len(set(who)) == 1 else ()

    def _from_where(self) -> str | None:
        """*Refugees fleeing the war in Liberia*: the one state that the clause behind them names."""
        reader, head = self.reader, self.phrase.head
        behind = [t for c in head.children if c.dep in ("acl", "relcl", "prep") for t in c.subtree()]
        lands = {c for t in behind if (hit := reader.hits.get(t.i)) and (c := country_of(hit.as_town(self.on)))}
        return next(iter(lands)) if len(lands) == 1 else None

    def _only_group(self) -> str | None:
        """*These terrorists*, in a report that names one transnational armed group only: its own."""
        senses = (h.sense(self.on) for h in self.reader.hits.values())
        names = {s.name for s in senses if s is not None and s.code == "IMG"}
        return "IMG" if len(names) == 1 else None

    def _again(self) -> tuple[Mention, ...]:
        """*The minister* after *Mexico's foreign minister*."""
        phrase = self.phrase
        if phrase.tokens[0].lower not in DEFINITE or phrase.role is None or phrase.proper:
            return ()
        if phrase.head.tag not in ("NN", "NNP"):
            return self._all_again()
        kind = "person" if phrase.role["kind"] in ("person", "spokesperson") else "group"
        reach = FAR if kind == "person" else NEAR
        found = titled(phrase.role["noun"], phrase.head, self.reader.past, frozenset({kind}), reach)
        if len(found) > 1:  # "the ministers of Ghana and Togo … the minister"
            return self._open(tuple(m.code or "" for m in found), "reference.title")
        bare = len(phrase.tokens) == 2 and not phrase.head.below("prep", "relcl", "acl")  # not "the Brexit movement"
        if not found and bare and phrase.role["noun"] in self.words["any_body"]:
            found = last_body(phrase.head, self.reader.past, NEAR)
        return self.made(found[0].code, found[0].name, f"reference.title ← {found[0].rule}") if found else ()

    def _all_again(self) -> tuple[Mention, ...]:
        """*The leaders* after *the leaders of the three countries, X of Britain, Y of France and Z of Italy*."""
        assert self.phrase.role is not None
        for _, known in before(self.phrase.head, self.reader.past, NEAR):
            told = [k.mention for k in known if self.phrase.role["noun"] in k.nouns and k.plural]
            if len({m.code for m in told}) > 1:
                return tuple(Mention(self.span, self.text, m.code, m.name, "reference.title") for m in told)
        return ()

    def _open(self, candidates: tuple[str, ...], rule: str) -> tuple[Mention, ...]:
        return (Mention(self.span, self.text, None, None, rule, candidates),)

    def _publishers_own(self, sector: str) -> str | None:
        """The Foreign Secretary, the Government of a ministry's release are its own."""
        assert self.phrase.role is not None
        noun, reader = self.phrase.role["noun"], self.reader
        others = noun.split()[-1] in self.words["of_others"]
        if not reader.publisher or sector not in STATE | {"MIL"} or others:
            return None
        person = self.phrase.role["kind"] == "person"
        if (sector == "MIL" and not self.phrase.proper) or (self.phrase.proper and not person):
            return None  # "our general", but "Anbar Province"
        mine = reader.publisher[0].country
        incumbent = holder(mine, noun, self.on, reader.know) if self.phrase.proper and reader.abroad else None
        if incumbent and self.phrase.proper and incumbent.name.split()[-1] not in self.phrase.proper.split():
            return reader.abroad  # "Prime Minister Abadi" in a British release
        return None if mine in BODIES or mine in SECTORS else mine


def _appositions(head: Token) -> list[Token]:
    """The names in apposition behind the head, with what hangs on them in a list (*X of Britain, Y of France*)."""
    found: list[Token] = []
    stack = [c for c in head.children if c.dep == "appos" and c.pos == "PROPN" and c.i > head.i]
    while stack:
        token = stack.pop(0)
        found.append(token)
        stack += [c for c in token.children if c.dep in ("appos", "conj") and c.pos == "PROPN" and c.i > token.i]
    return found
