"""Ordinary life told in the words of politics: a watchmaker's battle, a jealous neighbour's knife, an army of ants.

A statement is ordinary where animals, things or the weather act, or where none of its parties is named as a
political actor: firms, artists, athletes and private persons whose country is only guessed or stands in front of
them, in a report without a word of politics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.rules.apply import Match
from dateline.types import Mention, Statement

MODIFYING = frozenset({"amod", "compound", "nmod", "poss"})
LIFELESS = frozenset({"creature", "plant", "food", "weather", "disease", "thing"})
TRADES = frozenset({"company", "artist", "athlete"})
OFFICERS = frozenset({"COP", "JUD", "SPY"})
PUBLIC = frozenset({"GOV", "MIL", "LEG", "PTY", "OPP", "REB", "PRM", "UAF", "PRE", "ELI", "REF", "NGO"})
COMPANY = frozenset({"BUS"})
PRIVATE = frozenset({"BUS", "CVL"})
COURT = frozenset({"JUD"})  # hears private quarrels, too
OFFICIAL = frozenset({"COERCE", "SANCTION", "ACCUSE", "CONCEDE"})
DEALINGS = frozenset({"RETREAT", "CONSULT", "SUPPORT", "COOPERATE", "AGREE", "REJECT"})  # of firms and artists abroad
FIGURATIVE = frozenset({"ASSAULT", "CONCEDE", "RETREAT"})
BODIES = frozenset({"LEG"})
INDEFINITE = frozenset({"a", "an"})
GUESSED = "document.focus"
PROPOSED = "document.role-model"
AIMING = frozenset({"to", "against", "on"})
TRADING = frozenset({"BUS", "SOC", "LAB"})
SEIZED = frozenset({"arrest", "deport", "convict"})  # done by officers, also where none is named
STATE_FORCE = frozenset({"COP", "MIL"})  # "the police killed two men": whoever does it, force of the state
FORCE = frozenset({"ASSAULT", "PROTEST"})  # what firms and their people may suffer or do politically
WHOLE = 4  # sentences of a report that would speak of politics if it were about it
ENOUGH = 2  # of the weights of words of politics
WEIGHTS = {"plain": 2, "arms": 1}
HEADED = 2  # the line of the first row of a table
PEOPLE = frozenset({"adjective", "inhabitant"})  # "the Korean": one person or thing
_NAMED = re.compile(r"actors/(?P<table>\w+)\.csv:(?P<line>\d+)(?P<modifier> \(modifier\))?")


@dataclass(frozen=True)
class _Words:
    ordinary: Mapping[str, str]
    politics: Mapping[str, str]
    kinds: tuple[str, ...]  # of the rows of actors/names.csv


@dataclass(frozen=True)
class Setting:
    """A report and how it speaks: `political` at all; `private`: a whole report without a word of politics."""

    parse: Parse
    words: _Words
    political: bool
    private: bool


def setting_of(parse: Parse, know: Knowledge) -> Setting:
    """Does the report, its title included, speak of politics?"""
    words = cast(_Words, know.made("ordinary", _make))
    title = re.findall(r"[\w-]+", (parse.document.title or "").lower())
    spoken = {w for t in parse.tokens for w in (t.lemma, t.lower)} | set(title)
    political = sum(WEIGHTS[words.politics[w]] for w in spoken & words.politics.keys()) >= ENOUGH
    return Setting(parse, words, political, not political and len(parse.sentences) >= WHOLE)


def is_ordinary(match: Match, statement: Statement, told: Setting) -> bool:
    """Is the act none of politics?"""
    words, event = told.words, statement.event
    if event == "ASSAULT" and any(STATE_FORCE & set((m.code or "").split()) for m in statement.actor):
        return False
    doers = [words.ordinary.get(t.lower if t.pos == "PROPN" else t.lemma) for t in _common(match)]
    private = bool(doers) and all(d in TRADES | LIFELESS for d in doers)
    actors = [m for m in statement.actor if _is_named(m, told) and not (private and _is_guessed(m, told))]
    if _is_private_case(statement, told):
        actors = []
    if any(d in LIFELESS for d in doers) and not actors:
        return True
    targets = [m for m in statement.recipient if _is_named(m, told)]
    targets = [m for m in targets if not _is_scene(m, match, statement, told)]
    if not targets and event in FIGURATIVE and _is_aimed_at_things(match, words):
        return True
    if statement.actor and not actors and event in DEALINGS and (private or not told.political):
        return not any(_sectors(m) for m in targets)
    if _is_routine(statement, told):
        return True
    if actors or targets or statement.mode in SEIZED or _is_public_act(match, words):
        return False
    parties = (*statement.actor, *statement.recipient)
    if event not in FORCE and all(set(_sectors(m)) == COMPANY for m in parties):
        return True
    return not told.political or any(words.ordinary.get(t.lemma) in TRADES for m in parties for t in _heads(m, told))


def _is_routine(statement: Statement, told: Setting) -> bool:
    """*Parliament meets on Tuesday*, *the assembly elected a speaker*: a body does what it is there for."""
    if statement.event == "CONSULT" and len(statement.actor) == 1 and not statement.recipient:
        plural = any(t.plural for t in told.parse.within(statement.actor[0].span))
        return set(_sectors(statement.actor[0])) <= BODIES and bool(_sectors(statement.actor[0])) and not plural
    if statement.event != "SUPPORT" or not statement.actor or not set(_sectors(statement.actor[0])) <= BODIES:
        return False
    filled = all(_sectors(m) == ["GOV"] and m.country == statement.actor[0].country for m in statement.recipient)
    return bool(statement.recipient) and filled and _is_indefinite(statement.recipient[0], told)


def _is_indefinite(mention: Mention, told: Setting) -> bool:
    """*A new president*: an office, not who holds it."""
    return told.parse.within(mention.span)[0].lower in INDEFINITE


def _is_private_case(statement: Statement, told: Setting) -> bool:
    """Does a court that is not named decide over nobody but private persons and firms?"""
    courts = all(set(_sectors(m)) == COURT and not _NAMED.fullmatch(m.rule) for m in statement.actor)
    judged = [set(_sectors(m)) for m in statement.recipient]
    private = all(j and j <= PRIVATE for j in judged) if judged else not told.political
    return courts and private and statement.event not in OFFICIAL


def _common(match: Match) -> list[Token]:
    """The common nouns that act; a tagger takes the first word of a sentence for a name, and "ICE" is one."""
    doers = _hosts(match.roles.get("actor", ()))
    return [t for t in doers if (t.pos == "NOUN" or t is t.sent.tokens[0]) and not t.text.isupper()]


def _is_guessed(mention: Mention, told: Setting) -> bool:
    """Is the country that of a firm, artist or athlete: *Canada's grocers*, *a choir from Riga*?"""
    return not _speaks_politics(told.parse.within(mention.span), told.words)


def _is_aimed_at_things(match: Match, words: _Words) -> bool:
    """*A war on dust*, *capitulated to the hamburger*."""
    aims = [p for c in match.head.below("prep") if c.lower in AIMING for p in c.below("pobj")]
    return any(words.ordinary.get(t.lemma) in LIFELESS and t.pos == "NOUN" for t in aims)


def _is_named(mention: Mention, told: Setting) -> bool:
    """Is the party a state, a body, an officer or said to be political in its own words?"""
    rule, sectors = mention.rule.rpartition(" ← ")[2], set(_sectors(mention))
    tokens = told.parse.within(mention.span)
    guessed = mention.rule.startswith(GUESSED) and not mention.name and not told.political
    if sectors & OFFICERS or (_is_plain(tokens, told.words) if guessed else _speaks_politics(tokens, told.words)):
        return True
    if told.private or (mention.rule.startswith(PROPOSED) and not told.political):
        return False
    if found := _NAMED.fullmatch(rule):
        kind = told.words.kinds[int(found["line"]) - HEADED] if found["table"] == "names" else ""
        return kind == "country" if found["modifier"] else kind not in PEOPLE or any(t.plural for t in tokens)
    table, _, role = rule.partition(" + role ")
    if table.startswith("actors/organisations") and not {"MNC", "BUS"} & {mention.country, *sectors}:
        return True
    return bool(role) and table.startswith("actors/") and bool(sectors & PUBLIC) and role not in told.words.ordinary


def _is_public_act(match: Match, words: _Words) -> bool:
    """Does the act's own name speak of politics: a bombing, a strike of workers?"""
    if match.rule.event == "PROTEST":
        return _speaks_politics(match.head.sent.tokens, words)
    return _is_plain(match.trigger, words)


def _is_plain(tokens: Iterable[Token], words: _Words) -> bool:
    return any(words.politics.get(w) == "plain" for t in tokens for w in (t.lemma, t.lower))


def _speaks_politics(tokens: Iterable[Token], words: _Words) -> bool:
    return any(w in words.politics for t in tokens for w in (t.lemma, t.lower))


def _sectors(mention: Mention) -> list[str]:
    return (mention.code or "").split()[1:]


def _is_scene(mention: Mention, match: Match, statement: Statement, told: Setting) -> bool:
    """*A firm agreed to buy a mill in Uruguay*: the land is none of the words that the rule asks for."""
    if not any(set(_sectors(m)) & TRADING for m in statement.actor):
        return False
    asked = {t for filler in match.roles.values() for t in filler}
    tokens = told.parse.within(mention.span)
    return not asked & set(tokens) and any(t.dep == "pobj" and t.head.lower == "in" for t in tokens)


def _heads(mention: Mention, told: Setting) -> Iterator[Token]:
    """The head of the phrase that names the party, and what a nationality stands in front of."""
    tokens = told.parse.within(mention.span)
    return _hosts(t for t in tokens if t.head not in tokens)


def _hosts(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        while token.dep in MODIFYING and token.head is not token:
            token = token.head
        yield token


def _make(know: Knowledge) -> _Words:
    ordinary = {r["word"]: r["class"] for r in know.lexicon["ordinary_words"].rows}
    politics = {r["word"]: r["class"] for r in know.lexicon["politics_words"].rows}
    return _Words(ordinary, politics, tuple(r["kind"] for r in know.actors["names"].rows))
