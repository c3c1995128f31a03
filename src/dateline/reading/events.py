"""What: which words name an event of the codebook, and which phrases fill its roles."""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading.entities import Entities
from dateline.reading.gates import sport_sentences
from dateline.rules.apply import Match, Matcher


def matcher(know: Knowledge) -> Matcher:
    """The rules of this knowledge, indexed once."""
    made: Matcher = know.made("matcher", _make)
    return made


def _make(know: Knowledge) -> Matcher:
    lists = {name: table.set(table.key[0]) for name, table in know.lexicon.items()}
    return Matcher.make(know.rules, lists, lists["light_verbs"])


def code_events(parse: Parse, entities: Entities, know: Knowledge) -> tuple[Match, ...]:
    """The best rule match on each trigger word, in the order of the text; reports of sport hold none."""
    rules, sport = matcher(know), sport_sentences(parse, know)
    return tuple(
        m
        for sentence in parse.sentences
        if sentence.index not in sport
        for m in rules.fire(sentence, entities.names_actor)
    )
