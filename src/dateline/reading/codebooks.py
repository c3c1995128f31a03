"""A user's own codebooks: each codes the text as if it were the only one.

Within the stages an own type goes by the shipped type that it is like; here it gets its name back.
"""

from __future__ import annotations

import hashlib

import msgspec

from dateline.knowledge import Codebook, Knowledge
from dateline.reading.confidence import enough
from dateline.reading.gates import sport_sentences
from dateline.reading.statements import Evidence, compose
from dateline.rules.apply import Match, Matcher
from dateline.types import Document, Statement

STAGE = "events"  # the step that names the rule


def own_statements(document: Document, seen: Evidence, know: Knowledge) -> tuple[Statement, ...]:
    """The statements of all own codebooks, one codebook after the other."""
    found: list[Statement] = []
    for book in know.codebooks:
        found += [_named(s, book) for s in compose(document, own_matches(seen, know, book), seen, know)]
    return tuple(found)


def own_matcher(know: Knowledge, book: Codebook) -> Matcher:
    """The rules of an own codebook, indexed once."""
    made: Matcher = know.made(f"matcher {book.name}", lambda k: _matcher(k, book))
    return made


def _matcher(know: Knowledge, book: Codebook) -> Matcher:
    lists = {name: table.set(table.key[0]) for name, table in know.lexicon.items()}
    return Matcher.make(book.rules, {**lists, **book.lists}, lists["light_verbs"])


def own_matches(seen: Evidence, know: Knowledge, book: Codebook) -> tuple[Match, ...]:
    """The best match of an own rule on each trigger word; only rules that hold in full, since what the figures of
    confidence say of proposals was learnt from the shipped rules."""
    rules, sport = own_matcher(know, book), sport_sentences(seen.parse, know)
    sentences = (s for s in seen.parse.sentences if s.index not in sport)
    who = seen.entities
    return tuple(m for sentence in sentences for m in rules.fire(sentence, who.names_actor, same=who.same))


def _named(statement: Statement, book: Codebook) -> Statement:
    """With the own type, and an id that no other codebook's statement has."""
    first = next(step for step in statement.steps if step.stage == STAGE)
    rule = book.by_id[first.rule]
    like = f"{' '.join(x for x in (rule.own, rule.mode) if x)} of {book.name}, like {rule.event}"
    steps = tuple(msgspec.structs.replace(s, note=like) if s is first else s for s in statement.steps)
    key = hashlib.sha256(f"{book.name}|{rule.own}|{statement.id}".encode()).hexdigest()[:16]
    return msgspec.structs.replace(statement, id=key, event=rule.own, codebook=book.name, steps=steps)


def in_order(shipped: tuple[Statement, ...], own: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """All statements by their triggers, those of the shipped codebook first where they share one."""
    return tuple(sorted((*shipped, *own), key=lambda s: s.trigger)) if own else shipped


def stands(statement: Statement, know: Knowledge, surest: float | None) -> bool:
    """Is the confidence enough, by the threshold of the type if a codebook sets one?"""
    for book in know.codebooks:
        if book.name == statement.codebook and statement.event in book.thresholds:
            return statement.confidence >= book.thresholds[statement.event]
    return enough(statement, know, surest)
