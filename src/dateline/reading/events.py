"""What: which words name an event of the codebook, and which phrases fill its roles."""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading.entities import Entities
from dateline.reading.gates import unpolitical_sentences
from dateline.reading.unlisted import unlisted_rules
from dateline.rules.apply import Match, Matcher


def matcher(know: Knowledge) -> Matcher:
    """The rules of this knowledge, indexed once."""
    made: Matcher = know.made("matcher", _make)
    return made


def _make(know: Knowledge) -> Matcher:
    lists = {name: table.set(table.key[0]) for name, table in know.lexicon.items()}
    return Matcher.make((*know.rules, *unlisted_rules(know)), lists, lists["light_verbs"])


def code_events(parse: Parse, entities: Entities, know: Knowledge) -> tuple[Match, ...]:
    """The best rule match on each trigger word, in the order of the text; sport and stories hold none.

    Where a role that the rule asks for is not in the sentence, the match only proposes (`Match.lacking`).
    """
    rules, others = matcher(know), unpolitical_sentences(parse, know)
    return tuple(
        m
        for sentence in parse.sentences
        if sentence.index not in others
        for m in rules.fire(sentence, entities.names_actor, loose=True, same=entities.same)
    )
