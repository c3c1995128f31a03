"""Find names of actors in the text: one pass over tens of thousands of names from the tables."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec
from ahocorasick_rs import AhoCorasick

from dateline.codes import NO_STATES
from dateline.knowledge import OWN, Knowledge
from dateline.parse import Parse, Token
from dateline.reading.place_words import place_words

# One character for one, so that offsets stay: ’ ‘ ʼ → ', – ‑ → -, and letters that do not decompose: Đurić → Duric
SIGNS = str.maketrans("’‘ʼ–‑øØłŁđĐıə", "'''--oOlLdDia")
COUNTRY_KINDS = frozenset({"country", "adjective", "inhabitant", "capital", "seat", "body", "entity"})
PLACE_KINDS = frozenset({"city", "capital", "region", "country"})
INSIDE_NAMES = frozenset({"person", "org-party", "org-media", "org-company"})
SHORTEST_FAMILY = 3
SHORT = 4  # in text without case, shorter names are words: US, May, Chad is kept


def plain(text: str) -> str:
    """The text with plain apostrophes and hyphens and without diacritics, character for character.

    >>> plain("Khürelsükh’s")
    "Khurelsukh's"
    """
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text.translate(SIGNS))


class Sense(msgspec.Struct, frozen=True):
    """What a name can stand for, and from when to when (ISO dates, empty is open)."""

    code: str
    name: str
    kind: str
    start: str
    end: str
    row: str

    @property
    def country(self) -> str:
        """The first part of the code: a country or an organisation."""
        return self.code.split(";")[0].split(" ")[0]

    @property
    def own(self) -> bool:
        """Is it from a user's own table?"""
        return self.row.startswith(OWN)

    @property
    def sector(self) -> str:
        """The last sector of the code; empty where it has none."""
        return (self.code.split(";")[0].split()[1:] or [""])[-1]

    def holds(self, on: str | None) -> bool:
        """Is the sense valid on the date?  Without a date: is it valid still?"""
        if on is None:
            return not self.end
        return (not self.start or self.start[: len(on)] <= on) and (
            not self.end or on <= self.end[: len(on)] or on <= self.end
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in the text: tokens [first, last] and its senses."""

    first: int
    last: int
    senses: tuple[Sense, ...]

    def sense(self, on: str | None) -> Sense | None:
        """The first sense valid on the date; else the last one of a name that outlives its time.

        *Soviet* and *Stalin* do; *Salisbury* is no capital any more.
        """
        lasting = [s for s in self.senses if s.kind != "capital"]
        return next((s for s in self.senses if s.holds(on)), lasting[-1] if lasting else None)

    def as_town(self, on: str | None) -> Sense | None:
        """The sense that is a town or land, where the name has one: *Brussels* is Belgium's, not the Union's."""
        towns = (s for s in self.senses if s.kind in PLACE_KINDS | {"place"} and s.holds(on))
        return next(towns, None) or self.sense(on)


@dataclass(frozen=True)
class Gazetteer:
    """The names, their senses, and the automata that find them."""

    names: tuple[str, ...]
    senses: Mapping[str, tuple[Sense, ...]]
    families: Mapping[str, tuple[Sense, ...]]  # by the names that stand alone in the press
    surnames: Mapping[str, tuple[Sense, ...]]  # by every family name, for where a title stands before it
    exact: AhoCorasick

    @cached_property
    def upper(self) -> AhoCorasick:
        """For text without case; built when the first such text comes."""
        return AhoCorasick([n.upper() for n in self.names])


def gazetteer(know: Knowledge) -> Gazetteer:
    """The names of the actor tables, ready to match."""
    made: Gazetteer = know.made("gazetteer", _build)
    return made


def _build(know: Knowledge) -> Gazetteer:
    senses: dict[str, list[Sense]] = defaultdict(list)
    bodies, lands = know.actors["organisations"], know.actors["names"]
    own = [Sense(r["code"], r["canonical"], "org-own", r["from"], r["to"], bodies.place(n))
           for n, r in enumerate(bodies.rows[: bodies.own])]  # fmt: skip
    for sense, r in zip(own, bodies.rows, strict=False):  # the user's stand before all others
        senses[plain(r["name"])].append(sense)
    for n, r in enumerate(lands.rows):
        senses[plain(r["name"])].append(
            Sense(r["code"], r["name"], r["kind"], r["from"], r["to"], lands.place(n))
        )
    for n, r in enumerate(bodies.rows[bodies.own :], bodies.own):
        senses[plain(r["name"])].append(
            Sense(r["code"], r["canonical"], f"org-{r['kind']}", r["from"], r["to"], bodies.place(n))
        )
    families, surnames = _people(know, senses)
    names = tuple(senses)
    return Gazetteer(names, {k: tuple(v) for k, v in senses.items()}, families, surnames, AhoCorasick(names))


def _people(
    know: Knowledge, senses: dict[str, list[Sense]]
) -> tuple[dict[str, tuple[Sense, ...]], dict[str, tuple[Sense, ...]]]:
    """Add the office-holders under all their names; give back the senses by names that stand alone and by families."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in know.actors["person_names"].rows:
        aliases[row["person"]].append(row["alias"])
    families: dict[str, list[Sense]] = defaultdict(list)
    surnames: dict[str, list[Sense]] = defaultdict(list)
    offices, short = know.actors["offices"], know.actors["words"].set("word", **{"class": "short_surname"})
    for n, r in enumerate(offices.rows):
        sense = Sense(r["code"], r["person"], "person", r["from"], r["to"], offices.place(n))
        surnames[plain(r["family"])].append(sense)
        at = n if n < offices.own else len(offices.rows)  # the user's before all others
        for name in [r["person"], *aliases[r["person"]]]:
            if " " in name or "-" in name:
                senses[plain(name)].insert(at, sense)
            elif len(name) >= SHORTEST_FAMILY or name.lower() in short:  # "He", "No", "To" are families too
                families[plain(name)].insert(at, sense)
                senses_of_land = senses.get(plain(name))
                if n < offices.own and senses_of_land:
                    senses_of_land.insert(0, sense)
            if name[:3].lower() in ("al-", "el-") and " " not in name:
                families[plain(name[3:])].append(sense)
    return {k: tuple(v) for k, v in families.items()}, {k: tuple(v) for k, v in surnames.items()}


def find_names(parse: Parse, know: Knowledge) -> dict[int, Hit]:
    """Hits by token: every token of a name points to its hit.  Leftmost, longest, on word boundaries.

    A name of several bearers has the one first whose country the document names otherwise; places of the
    gazetteer that are no actors have a sense of kind "place".
    """
    table = gazetteer(know)
    text = plain(parse.clean.text)
    caseless = _caseless(text)
    matches = (
        table.upper.find_matches_as_indexes(text.upper(), overlapping=True)
        if caseless and len(text.upper()) == len(text)
        else table.exact.find_matches_as_indexes(text, overlapping=True)
    )
    starts = {t.start: t.i for t in parse.tokens}
    ends = {t.end: t.i for t in parse.tokens}
    found: list[tuple[int, int, str]] = []
    for which, start, end in matches:
        if caseless and end - start < SHORT:
            continue
        span = parse.clean.span(start, end)
        if span.start in starts and span.end in ends:
            found.append((starts[span.start], ends[span.end], table.names[which]))
    named = _longest(found, table, parse)
    hits = _settled(_without_persons(named, parse, know))
    persons = frozenset(parse.tokens[i].text for i in named.keys() - hits.keys())
    _add_places(hits, parse, know, persons)
    return hits


def _longest(found: list[tuple[int, int, str]], table: Gazetteer, parse: Parse) -> dict[int, Hit]:
    hits: dict[int, Hit] = {}
    for first, last, name in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if any(i in hits for i in range(first, last + 1)) or _only_starts(name, parse.tokens[last], table):
            continue
        hit = Hit(first, last, table.senses[name])
        hits.update((i, hit) for i in range(first, last + 1))
    return hits


def _only_starts(name: str, last: Token, table: Gazetteer) -> bool:
    """*The Australian Government*: article and adjective are no newspaper."""
    if not name.startswith("The ") or last.dep not in ("amod", "compound", "nmod"):
        return False
    return any(s.kind in COUNTRY_KINDS for s in table.senses.get(name[4:], ()))


def _without_persons(hits: dict[int, Hit], parse: Parse, know: Knowledge) -> dict[int, Hit]:
    """*Chad Wilkes*, *Claude Washington*: names of lands inside names of persons, and alone later on.

    Which lands are also given names or surnames says `words.csv`.
    """
    given, family, directions, titles = know.made("names_of_lands_and_persons", _also_persons)
    persons: set[str] = set()
    for i, hit in hits.items():
        token = parse.tokens[i]
        if hit.first != hit.last or not token.text.istitle():
            continue
        after = parse.tokens[i + 1] if token.lower in given and i + 1 < len(parse.tokens) else None
        before = parse.tokens[i - 1] if token.lower in family and i else None
        for other, joined in ((after, token.head is after), (before, before is not None and before.head is token)):
            if other is not None and joined and other.i not in hits and other.pos == "PROPN" and other.text.istitle():
                persons |= {token.text} if other.lower not in titles and other.lower not in directions else set()
    dropped = {
        h.first
        for h in {h.first: h for h in hits.values()}.values()
        if (h.first == h.last and parse.tokens[h.first].text in persons) or _half_a_name(h, hits, parse, titles)
    }
    return {i: h for i, h in hits.items() if h.first not in dropped}


def _half_a_name(hit: Hit, hits: Mapping[int, Hit], parse: Parse, titles: Container[str]) -> bool:
    """*Juan Carlos Jobet*, *International Labour Office*: a name inside a longer one that no table has."""
    kinds = {s.kind for s in hit.senses}
    if hit.last + 1 >= len(parse.tokens) or not kinds <= INSIDE_NAMES:
        return False
    before = parse.tokens[hit.first - 1] if hit.first else None
    longer = before is not None and before.pos == "PROPN" and before.head is parse.tokens[hit.first].head
    if kinds != {"person"} and not (longer and before is not None and before.i not in hits):
        return False
    after = parse.tokens[hit.last + 1]
    joined = parse.tokens[hit.last].head is after and after.pos == "PROPN" and after.text.istitle()
    return joined and after.i not in hits and after.lower not in titles


def _also_persons(know: Knowledge) -> tuple[frozenset[str], ...]:
    table = know.actors["words"]
    named = (table.set("word", **{"class": c}) for c in ("given_name", "family_name", "direction"))
    return (*named, know.actors["roles"].set("noun"))


def _settled(hits: dict[int, Hit]) -> dict[int, Hit]:
    """Put first the sense whose country the document names by other, unmistakable names.

    An acronym that many bodies share has only the senses of states so named, unless none is.
    """
    votes: Counter[str] = Counter()
    shared: list[Hit] = []
    for hit in {h.first: h for h in hits.values()}.values():
        countries = {s.code[:3] for s in hit.senses if s.code and s.kind != "acronym"}
        votes.update(countries if len(countries) == 1 else ())
        if len(countries) > 1:
            shared.append(hit)
    for hit in shared:
        if hit.senses[0].own:
            continue
        if votes[hit.senses[0].code[:3]] == 0 and any(s.kind != "person" for s in hit.senses):
            best = tuple(sorted(hit.senses, key=lambda s: -votes[s.code[:3]]))
            hits.update((i, Hit(hit.first, hit.last, best)) for i in range(hit.first, hit.last + 1))
    return _spelt_out(hits, votes)


def _spelt_out(hits: dict[int, Hit], votes: Counter[str]) -> dict[int, Hit]:
    """Acronyms as the bodies of the countries that the document names; of any, where it names none."""
    states = {code for code in votes if code not in NO_STATES}
    kept: dict[int, Hit] = {}
    for i, hit in hits.items():
        if any(s.kind == "acronym" for s in hit.senses):
            likely = (s for s in hit.senses if s.kind != "acronym" or votes[s.code[:3]] or not states)
            senses = tuple(msgspec.structs.replace(s, kind="body") if s.kind == "acronym" else s for s in likely)
            kept |= {i: Hit(hit.first, hit.last, senses)} if senses else {}
        else:
            kept[i] = hit
    return kept


def _add_places(hits: dict[int, Hit], parse: Parse, know: Knowledge, persons: frozenset[str]) -> None:
    """Towns and provinces, but none of the words that are `persons`: they say of which country somebody is."""
    words = place_words(know)
    named = {s.code[:3] for h in hits.values() for s in h.senses}
    for token in parse.tokens:
        if token.pos != "PROPN" or token.i in hits or token.text not in words.names or token.text in persons:
            continue
        for name in words.names[token.text]:
            last = token.i + name.count(" ")
            if (
                last < len(parse.tokens)
                and not any(i in hits for i in range(token.i, last + 1))
                and _stands(parse, token, last, name)
            ):
                row = max(words.rows[name], key=lambda r: (r["country"] in named, int(r["rank"])))
                if row["country"] and row["kind"] in PLACE_KINDS:
                    sense = Sense(row["country"], name, "place", "", "", f"places/places.csv: {name}")
                    hits.update((i, Hit(token.i, last, (sense,))) for i in range(token.i, last + 1))
                break


def _stands(parse: Parse, first: Token, last: int, name: str) -> bool:
    """Does the name stand here, and not in a longer one (*Sam Houston*, *Houston Chronicle*)?"""
    tokens = parse.tokens
    if parse.document.text[first.start : tokens[last].end] != name:
        return False
    head = tokens[last]
    inside = [c for c in head.children if c.dep == "compound" and c.i < first.i and c.pos == "PROPN"]
    return not inside and head.sent is first.sent


def _caseless(text: str) -> bool:
    letters = [c for c in text[:4000] if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(letters) > 40 and (upper > 0.7 * len(letters) or upper * 200 < len(letters))
