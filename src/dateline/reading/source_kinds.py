"""What kind of source speaks: a person, a body, a state, a medium, a class of people, somebody not named.

The kind is that of the words, not of the code: *a senior Iranian official* is anonymous and keeps `IRN GOV` as
the affiliation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.types import Mention, SourceKind

_SINGLE = frozenset({"i", "he", "she", "me", "him", "her", "his"})
_OPEN = frozenset({"it", "they", "we", "them", "their", "its", "our", "us", "you"})
_DEFINITE = frozenset({"the", "this", "that"})
_PERSONS = frozenset({"person", "spokesperson"})


@dataclass(frozen=True)
class _Words:
    kinds: Mapping[str, str]
    roles: Mapping[str, str]
    documents: frozenset[str]
    outlets: frozenset[str]
    states: frozenset[str]
    given: frozenset[str]
    anonymity: tuple[str, ...]


def source_kind(source: Token | None, mentions: Sequence[Mention], know: Knowledge) -> SourceKind:
    """The kind of who is said to say it; `unnamed` where no words name anybody ("reportedly", "it is said")."""
    if source is None:
        return "unnamed"
    words = cast(_Words, know.made("reading.source_kinds", _make))
    if source.lower in _SINGLE | _OPEN:
        return _of_pronoun(source, mentions)
    if _person_named(source, mentions, words):
        return "person"
    if source.pos == "NOUN" and _hidden(source, words):
        return "anonymous"
    if source.pos == "PROPN" or source.lower in words.states:
        return _of_name(source, mentions, words)
    return _of_noun(source, mentions, words)


def _make(know: Knowledge) -> _Words:
    lexicon, actors = know.lexicon, know.actors
    kinds = ("country", "capital", "seat", "region")
    return _Words(
        kinds={r["word"]: r["kind"] for r in lexicon["source_words"].rows},
        roles={r["noun"]: r["kind"] for r in actors["roles"].rows},
        documents=frozenset(r["noun"] for r in lexicon["document_nouns"].rows),
        outlets=frozenset(r["name"].lower() for r in actors["organisations"].rows if r["kind"] == "media")
        | frozenset(r["word"] for r in lexicon["media_words"].rows),
        states=frozenset(r["name"].lower() for r in actors["names"].rows if r["kind"] in kinds),
        given=frozenset(r["name"] for r in actors["given_names"].rows),
        anonymity=tuple(r["phrase"] for r in lexicon["anonymity_phrases"].rows),
    )


def _of_pronoun(source: Token, mentions: Sequence[Mention]) -> SourceKind:
    if source.lower in _SINGLE or any(m.name for m in mentions):
        return "person"
    codes = [m.code for m in mentions if m.code]
    if not codes:
        return "unnamed"
    return "state" if _bare(codes) else "organisation"


def _person_named(source: Token, mentions: Sequence[Mention], words: _Words) -> bool:
    """Do the words hold a person's name: the head's own, or one set beside it (*a spokesman, Ali Reza*)?"""
    if any(c.pos == "PROPN" and _human(c, words) for c in source.below("appos")):
        return True
    if source.pos != "PROPN":
        named = [m for m in mentions if m.name and not _listed_body(m)]
        return bool(named) and words.roles.get(source.lemma) in _PERSONS and not source.plural
    if any(m.name and source.text in m.name and not _listed_body(m) for m in mentions):
        return True
    return words.roles.get(source.lower) in _PERSONS or _human(source, words)


def _listed_body(mention: Mention) -> bool:
    return mention.rule.startswith(("actors/organisations", "own")) and "(of)" not in mention.rule


def _human(name: Token, words: _Words) -> bool:
    """A given name in front of it, or a title or office."""
    before = [c for c in name.below("compound", "nmod", "amod") if c.i < name.i]
    return any(c.text in words.given or words.roles.get(c.lower) in _PERSONS for c in before)


def _hidden(source: Token, words: _Words) -> bool:
    """Does the text say that the source is not to be named: in its phrase, or beside the verb it speaks by?"""
    verb = source.head
    own = [*source.subtree(), *(t for c in verb.below("advcl", "prep", "conj") for t in c.subtree())]
    near = own if source.dep == "nsubj" and not any(s is not source for s in verb.below("nsubj")) else source.subtree()
    told = " ".join(t.lower for t in sorted(set(near), key=lambda t: t.i))
    return any(phrase in told for phrase in words.anonymity)


def _of_name(source: Token, mentions: Sequence[Mention], words: _Words) -> SourceKind:
    codes = [m.code for m in mentions if m.code]
    phrase = " ".join(t.lower for t in source.subtree() if t.pos == "PROPN")
    if any(code.endswith("JRN") for code in codes) or {phrase, source.lower} & words.outlets:
        return "media"
    if words.kinds.get(source.lower) == "state" or phrase in words.states or source.lower in words.states:
        return "state"
    if codes or words.roles.get(source.lower) or any(c.lower in _DEFINITE for c in source.below("det")):
        return "organisation"
    return "person"


def _of_noun(source: Token, mentions: Sequence[Mention], words: _Words) -> SourceKind:
    kind = words.kinds.get(source.lemma) or words.kinds.get(source.lower)
    role = words.roles.get(source.lemma) or words.roles.get(source.lower)
    if source.lemma in words.documents or kind == "document":
        return "document"
    if source.lower in words.outlets or source.lemma in words.outlets:
        return "media"
    if kind in ("state", "anonymous", "media"):
        return cast(SourceKind, kind)
    if role in _PERSONS and not source.plural and any(c.lower in _DEFINITE for c in source.below("det")):
        return "person"
    if kind == "class" or role in _PERSONS or role == "group" or source.pos == "NUM":
        return "class"
    if role in ("body", "state"):
        return "organisation"
    return "organisation" if any(m.code for m in mentions) else "unnamed"


def _bare(codes: Sequence[str]) -> bool:
    return all(" " not in code or code.endswith(" GOV") for code in codes)
