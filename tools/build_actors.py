"""Merge the leaders of the CIA World Factbook into the actor tables.

    python tools/build_actors.py --factbook FOLDER [--actors FOLDER]

FOLDER holds `leaders_factbook_2014_2026.tsv`: one row a holder, with the columns iso3, role
(chief_of_state, head_of_government), rank (primary, deputy, representative), title, name (the family name in
capitals), family, start, end_derived, first_seen, last_seen and aliases, as read off the dated versions of
the World Factbook (public domain).

Made by this script: the rows of `offices.csv` whose source is `factbook`, and the spellings of these persons
in `person_names.csv`.  Everything else in the folder is made by hand, stays as it is and comes first:

* where a row of source `general knowledge` names the holder of an office on the first day of a term, or has
  the same family name in that office, the Factbook adds none;
* governors-general and deputies other than vice-presidents and deputy heads of government are left out,
  and so are territories that have no row in `states.csv`;
* a row without an end closes when the next holder starts; if there is none and the name was last seen before
  2025-06-01, on the day it was last seen; the same person in the same office without a gap is one row;
* a person who is head of state and head of government is written once, as head of state;
* the monarchs of several realms stand with the United Kingdom only;
* names get normal capitals (`KIM Jong Un` becomes `Kim Jong Un`); the spellings added are the one without
  middle names, the one without diacritics and (but for deputies) the bare family name.

Running it twice changes nothing.
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ACTORS = Path(__file__).resolve().parents[1] / "src" / "dateline" / "data" / "actors"
OFFICE_COLUMNS = ("person", "family", "code", "office", "from", "to", "source", "verified")
OFFICES = {"chief_of_state": "head-of-state", "head_of_government": "head-of-government"}
SHARED = frozenset({"Elizabeth II", "Charles III"})
RULERS = re.compile(r"President|King|Sultan|Amir")
DEPENDENT = frozenset({"GRL", "HKG", "MAC", "PRI"})
DEPUTY = re.compile(r"(?i)vice[ -]president|deputy (prime minister|premier)|vice premier")
CODES = {"XKX": "KOS"}
STALE = "2025-06-01"
# "Afghanistan Ashraf GHANI", "Swiss Confederation Guy PARMELIN", "PREM Tinsulanonda serves as Regent": the
# source's title and name columns run into each other.
NOISE = re.compile(
    r"^(Afghanistan|Swiss Confederation|CEO|GNU Interim Prime Minister|Elect|Minister-Designate|formerly|"
    r"House of|Representatives|Republic|CNSP Prime Minister|CNSP|GNU|French Coprince|Spanish Coprince|"
    r"Dr\.|Air Vice-Marshal|Gen\.|Sir|Sheikh) |"
    r", .*$| - .*$| (also spelled|serves as|of the Netherlands|of Denmark).*$|\"[^\"]*\" ?|\([^)]*\)"
)
UNDECOMPOSED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"})
# Family names that are also given names, titles or plain words: never a spelling on their own.
FIRST_NAMES_AND_WORDS = (
    "Abdul Abdullah Abdullahi Ahmad Ahmed Al Ali Allah Amin Albert Arthur Aziz Ban Bird Bin Bishop Christian "
    "Dan Daniel Day Drew Elizabeth English Francis Fox Friday George Green Guillaume Haile Hassan Henry "
    "Hussein Ibrahim II III Isaac IV Jr Jr. Jackal James John Jose Joseph Key Khan King Lagos Lama Law Le "
    "Lie Louis Major Man Mark Martin Mas May Mohamed Mohammad Mohammed Montenegro Muhammad Mujahid Muscat "
    "Ngo Nu Omar Park Paul Paz Peters Petit Philip Power Prem Price Prince Rahman Rice Said Shah Sheikh "
    "Struck Sultan Te Van VI VII Win Xvi Young"
)
NOT_ALONE = frozenset(FIRST_NAMES_AND_WORDS.split())


@dataclass(frozen=True)
class Term:
    """One person in one office: a row of offices.csv."""

    person: str
    family: str
    code: str
    office: str
    start: str
    end: str
    seen: str = ""
    aliases: tuple[str, ...] = ()

    def row(self) -> tuple[str, ...]:
        """The fields of offices.csv."""
        return (self.person, self.family, self.code, self.office, self.start, self.end, "factbook", "2026-11")


def main() -> None:
    """Read the Factbook folder and rewrite the two tables in place."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--factbook", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--actors", type=Path, default=ACTORS, metavar="FOLDER")
    args = parser.parse_args()
    kept = [row for row in rows(args.actors / "offices.csv") if row["source"] != "factbook"]
    states = {row["code"] for row in rows(args.actors / "states.csv")}
    source = args.factbook / "leaders_factbook_2014_2026.tsv"
    terms = list(factbook_terms(rows(source, delimiter="\t"), states, kept))
    hand = [tuple(row[c] for c in OFFICE_COLUMNS) for row in kept]
    write(args.actors / "offices.csv", OFFICE_COLUMNS, [*hand, *(t.row() for t in terms)])
    names = [(row["alias"], row["person"]) for row in rows(args.actors / "person_names.csv")]
    fresh = [(alias, term.person) for term in terms for alias in spellings(term)]
    write(args.actors / "person_names.csv", ("alias", "person"), list(dict.fromkeys([*names, *fresh])))
    print(f"{len(hand)} terms by hand, {len(terms)} from the Factbook, {len({*names, *fresh})} spellings")


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a table with a header line."""
    with path.open(encoding="utf-8", newline="") as lines:
        if delimiter == "\t":
            return list(csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        return list(csv.DictReader(lines))


def write(path: Path, columns: tuple[str, ...], table: Iterable[tuple[str, ...]]) -> None:
    """Write a table with its header line."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(table)


def factbook_terms(
    table: Iterable[dict[str, str]], states: set[str], kept: list[dict[str, str]]
) -> Iterator[Term]:
    """The terms that the Factbook adds to the hand-made rows `kept`."""
    by_hand: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in kept:
        by_hand.setdefault((row["code"], row["office"]), []).append(row)
    groups: dict[tuple[str, str], list[Term]] = {}
    for term in read_all(table, states):
        key = (term.code, term.office)
        if not any(covers(row, term) for row in by_hand.get(key, ())):
            groups.setdefault(key, []).append(term)
    heads = {(t.code, t.family, t.start) for g in groups.values() for t in g if t.office == "head-of-state"}
    heads |= {(code, "", "") for code, office in by_hand if office == "head-of-state"}
    yield from (term for group in groups.values() for term in close(group) if not named_twice(term, heads))


def read_all(table: Iterable[dict[str, str]], states: set[str]) -> Iterator[Term]:
    """The rows of the Factbook that name somebody with a known start, in a state of ours."""
    for raw in table:
        code, office = CODES.get(raw["iso3"], raw["iso3"]), office_of(raw)
        if code in states and office and raw["start"]:
            term = read(raw, f"{code} GOV", office)
            if len(term.person) > 2:
                yield term


def covers(row: dict[str, str], term: Term) -> bool:
    """Does this hand-made row of the same office name the person, or the holder on the term's first day?"""
    family, ours = (ascii_form(bare(part)).casefold() for part in (term.family, row["family"]))
    year = term.start.endswith("-01-01") and term.start[:4] == row["from"][:4]
    return family == ours or year or row["from"] <= term.start < (row["to"] or "9")


def named_twice(term: Term, heads: set[tuple[str, str, str]]) -> bool:
    """Is this head of government the head of state too, or the monarch of another state?

    `heads`: code, family and start of the heads of state; code alone where they are made by hand.
    """
    if term.office == "head-of-government":
        by_hand = (term.code, "", "") in heads and bool(RULERS.search(term.aliases[0]))
        return by_hand or (term.code, term.family, term.start) in heads
    elsewhere = term.person in SHARED or term.code[:3] in DEPENDENT
    return elsewhere and term.office == "head-of-state"


def office_of(raw: dict[str, str]) -> str:
    """The office of a Factbook row, empty where it is left out."""
    if raw["rank"] == "primary":
        return OFFICES[raw["role"]]
    return "vice" if raw["rank"] == "deputy" and DEPUTY.search(raw["title"]) else ""


def read(raw: dict[str, str], code: str, office: str) -> Term:
    """A Factbook row as a term; its title leads the aliases."""
    person, family = name(raw["name"]), name(raw["family"])
    others = tuple(name(alias) for alias in raw["aliases"].split("|") if alias)
    day = full(raw["start"])
    end, aliases = full(raw["end_derived"]), (raw["title"], *others)
    return Term(person, family, code, office, day, end, raw["last_seen"], aliases)


def name(raw: str) -> str:
    """A name in normal capitals, without what the source wrote around it."""
    plain, before = raw.strip(), ""
    while plain != before:
        before, plain = plain, NOISE.sub("", plain).strip()
    return " ".join(capitals(word) for word in plain.replace("  ", " ").split())


def capitals(word: str) -> str:
    """``KIM`` as ``Kim``, ``al-ASAD`` as ``al-Asad``, ``McCAIN`` as ``McCain``; ``XIV`` stays."""
    if re.fullmatch(r"[IVX]+|[A-Z]\.?([A-Z]\.)*", word):
        return word
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize() if m[0].isupper() else mixed(m[0]), word)


def mixed(part: str) -> str:
    """``McCAIN`` as ``McCain``: the capitals after a first mixed part lose their height."""
    return re.sub(r"(?<=[A-Z])[A-Z]+$", lambda m: m[0].lower(), part)


def full(day: str) -> str:
    """An ISO date from a date, a month or a year (their first day)."""
    return day + "-01" * (2 - day.count("-")) if day else ""


def close(group: list[Term]) -> Iterator[Term]:
    """The terms of one office in order, ends filled in, one row for a person who stays."""
    done: list[Term] = []
    ordered = sorted(group, key=lambda t: (t.start, t.seen))
    for term in ordered:
        same = next((d for d in done if d.family == term.family and same_stay(d, term)), None)
        if same:
            done[done.index(same)] = replace(same, end=term.end or same.end, seen=max(same.seen, term.seen))
        else:
            done.append(term)
    for i, term in enumerate(done):
        later = next((t.start for t in done[i + 1 :] if t.start > term.start), "")
        gone = term.seen if term.seen < STALE else ""
        yield term if term.office == "vice" and term.end else replace(term, end=ended(term, later, gone))


def same_stay(first: Term, again: Term) -> bool:
    """Do two rows of one person speak of one unbroken stay in office?"""
    return not first.end or again.start <= first.end


def ended(term: Term, later: str, gone: str) -> str:
    """When a term ended: as given, else the next start (one holder at a time), else when last seen."""
    if term.office == "vice":
        return gone
    end = min(filter(None, (term.end, later)), default=gone)
    return max(end, term.start) if end else ""


def spellings(term: Term) -> Iterator[str]:
    """Other ways to write the name of the person: short, without diacritics, family name alone."""
    words = term.person.split()
    last = term.family.split()[-1] if term.family else ""
    forms = [term.person, *term.aliases[1:]]
    if len(words) > 2 and last and words[-1] == last:
        forms.append(f"{words[0]} {last}")
    if last and alone(last) and term.office != "vice":
        forms += [last, bare(last)]
    seen = {term.person}
    for form in forms:
        for spelling in (form, ascii_form(form)):
            if len(spelling) > 2 and spelling not in seen and alone(spelling):
                seen.add(spelling)
                yield spelling


def alone(word: str) -> bool:
    """May this stand as a spelling of its own?"""
    return word not in NOT_ALONE and not word.isnumeric()


def bare(word: str) -> str:
    """``al-Asad`` as ``Asad``."""
    return re.sub(r"^[aAeE]l-", "", word)


def ascii_form(text: str) -> str:
    """The text without diacritics."""
    loose = unicodedata.normalize("NFD", text.translate(UNDECOMPOSED))
    return "".join(c for c in loose if not unicodedata.combining(c))


if __name__ == "__main__":
    main()
