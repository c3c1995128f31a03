"""Contexts: PLOVER's topics of a text, by words and phrases, and by who did what to whom.

The knowledge is data/contexts/*.toml, a file a context, with examples (docs/contexts.md).  One automaton finds all
phrases, in the words of the text and in their lemmas.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from ahocorasick_rs import AhoCorasick

from dateline.codes import BODIES, NO_STATES
from dateline.errors import KnowledgeError
from dateline.knowledge import DATA, Knowledge
from dateline.parse import Parse, Token
from dateline.types import Context, Span, Statement, Step

STRONG = 10  # points of a strong word; weak ones count one each
LEAD = 3  # sentences in which one mention makes a topic of the report
SHARE = 0.08  # of the sentences, of which any topic needs two at least
STATE = "state"  # in place of a sector: any state


class Implied(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """What a statement shows beside its words; empty conditions ask nothing.

    `act`: types, or types with modes; `cameo`: codes or their beginnings; `actor`, `recipient`, `party` (either):
    parts of codes, or "state"; of one code, `with_`: also one of these, `unless`: none of these; `abroad`: the
    parties are of two countries.
    """

    act: tuple[str, ...] = ()
    cameo: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    abroad: bool = False


class ContextWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"not_": "not"}):
    """A file of data/contexts/.

    A sentence is of the context with one `strong` word or with `needed` different `weak` ones; inside of the phrases
    of `not` none counts.  Words with capitals are met as they stand, others also as lemmas; `mine:noun` is only met
    as a noun.
    """

    context: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    not_: tuple[str, ...]
    match: tuple[str, ...]
    reject: tuple[str, ...]
    needed: int = 2
    implied: tuple[Implied, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a context: points (0 for those of `not`) and the part of speech that it must have, if any."""

    context: str
    word: str
    points: int
    pos: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a context in the text: tokens [first, last]."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True)
class Lexicon:
    """All files, and the automata of words met as they stand and of words met in any form."""

    files: Mapping[str, ContextWords]
    cased: AhoCorasick
    plain: AhoCorasick
    entries: tuple[tuple[tuple[Entry, ...], ...], tuple[tuple[Entry, ...], ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """A context of a sentence: how much speaks for it, and the words."""

    context: str
    points: int
    spans: tuple[Span, ...]


Contexts = Mapping[int, tuple[Found, ...]]  # by the index of the sentence


def context_words(know: Knowledge) -> Lexicon:
    """The contexts of this knowledge.  Raises KnowledgeError that names the file and the choices."""
    made: Lexicon = know.made("contexts", _load)
    return made


def _load(know: Knowledge) -> Lexicon:
    files: dict[str, ContextWords] = {}
    for path in sorted(((know.origin.data or DATA) / "contexts").glob("*.toml")):
        try:
            file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), ContextWords)
        except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
            raise KnowledgeError(f"contexts/{path.name}: {error}") from error
        _check(path.name, file, know)
        files[file.context] = file
    if missing := set(know.contexts) - set(files):
        raise KnowledgeError(f"contexts/: no file for {', '.join(sorted(missing))}.")
    cased, plain = defaultdict[str, list[Entry]](list), defaultdict[str, list[Entry]](list)
    for file in files.values():
        for words, points in ((file.strong, STRONG), (file.weak, 1), (file.not_, 0)):
            for written in words:
                word, _, pos = written.partition(":")
                (plain if word == word.lower() else cased)[_spaced(word)].append(
                    Entry(file.context, word, points, pos.upper()))
    return Lexicon(files, AhoCorasick(list(cased)), AhoCorasick(list(plain)),
                   (tuple(map(tuple, cased.values())), tuple(map(tuple, plain.values()))))


def _check(name: str, file: ContextWords, know: Knowledge) -> None:
    if file.context not in know.contexts or name != f"{file.context}.toml":
        raise KnowledgeError(f"contexts/{name}: context {file.context!r}. Choices: {', '.join(know.contexts)}.")
    if not file.match or not file.reject:
        raise KnowledgeError(f"contexts/{name}: needs examples under `match` and `reject`.")
    if twice := set(file.strong) & {*file.weak, *file.not_}:
        raise KnowledgeError(f"contexts/{name}: {sorted(twice)} stand twice.")
    sectors = {*know.sectors, *BODIES, STATE}
    for implied in file.implied:
        parts = {*implied.actor, *implied.recipient, *implied.party, *implied.with_, *implied.unless}
        if odd := parts - sectors:
            raise KnowledgeError(f"contexts/{name}: unknown sector {sorted(odd)}. Choices: {', '.join(sectors)}.")
        if odd := set(implied.cameo) - set(know.cameo.index):
            raise KnowledgeError(f"contexts/{name}: {sorted(odd)} are no codes of CAMEO (codebook/cameo.csv).")
        for act in implied.act:
            event, _, mode = act.partition(" ")
            if event not in know.events or (mode and mode not in know.events[event].modes):
                raise KnowledgeError(f"contexts/{name}: unknown act {act!r}. An act is a type, or type and mode.")


def _spaced(word: str) -> str:
    """The word as its tokens stand in a stream: the parser cuts at hyphens and before 's."""
    return " " + word.replace("-", " - ").replace("'s ", " 's ") + " "


def sentence_contexts(parse: Parse, know: Knowledge) -> Contexts:
    """The contexts of each sentence that has any, those with most points first."""
    lexicon = context_words(know)
    by_sentence: dict[int, list[Hit]] = defaultdict(list)
    for hit in _hits(parse.tokens, lexicon):
        by_sentence[parse.tokens[hit.first].sent.index].append(hit)
    return {n: tuple(_of_sentence(hits, parse, lexicon)) for n, hits in sorted(by_sentence.items())}


def _hits(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Hit]:
    cased, plain = lexicon.entries
    yield from _met([t.text for t in tokens], tokens, lexicon.cased, cased)
    lower = [t.lower for t in tokens]
    yield from _met(lower, tokens, lexicon.plain, plain)
    yield from _met([t.lemma.lower() for t in tokens], tokens, lexicon.plain, plain, lower)


def _met(
    words: list[str], tokens: Sequence[Token], automaton: AhoCorasick, entries: Sequence[tuple[Entry, ...]],
    seen: list[str] | None = None,
) -> Iterator[Hit]:
    """The entries that stand in the words, where they do not stand so in `seen`."""
    stream = f" {' '.join(words)} ".replace("\u2019", "'")
    starts, at = {}, 0
    for i, word in enumerate(words):
        starts[at] = i
        at += len(word) + 1
    for which, start, end in automaton.find_matches_as_indexes(stream, overlapping=True):
        if start not in starts:
            continue
        first = starts[start]
        last = first + stream.count(" ", start + 1, end - 1)
        if seen is not None and words[first : last + 1] == seen[first : last + 1]:
            continue
        for entry in entries[which]:
            if (not entry.pos or entry.pos == tokens[first].pos) and not _shouted(entry, tokens[first]):
                yield Hit(first, last, entry)


def _shouted(entry: Entry, token: Token) -> bool:
    """A word in capitals among others, as in a headline, is no acronym: *WHO SAID SO*."""
    if not (entry.points and entry.word.isupper()):
        return False
    words = [t.text for t in token.sent.tokens if t.text.isalpha()]
    return 2 * sum(word.isupper() for word in words) > len(words)


def _of_sentence(hits: list[Hit], parse: Parse, lexicon: Lexicon) -> Iterator[Found]:
    found = []
    by_context: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_context[hit.entry.context].append(hit)
    for context, own in by_context.items():
        kept = _longest(own)
        points = sum(h.entry.points for h in {h.entry.word: h for h in kept}.values())
        if points >= min(STRONG, lexicon.files[context].needed):
            spans = sorted(Span(parse.tokens[h.first].start, parse.tokens[h.last].end) for h in kept)
            found.append(Found(context, points, tuple(spans)))
    yield from sorted(found, key=lambda f: (-f.points, f.spans[0], f.context))


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """The longest hits, none inside of another; without the phrases in which words do not count."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.first - h.last, h.entry.points > 0, -h.entry.points)):
        if all(hit.last < other.first or other.last < hit.first for other in kept):
            kept.append(hit)
    return [hit for hit in kept if hit.entry.points]


def with_contexts(statement: Statement, contexts: Contexts, parse: Parse, know: Knowledge) -> Statement:
    """The statement with the contexts of its sentences and those that its act and parties imply, each with a step."""
    sentences = {t.sent.index: None for e in statement.evidence for t in parse.within(e)}
    steps: dict[str, Step] = {}
    for found in sorted((f for n in sentences for f in contexts.get(n, ())), key=lambda f: -f.points):
        steps.setdefault(found.context, Step("contexts", _rule(found.context), found.context, found.spans))
    for file in context_words(know).files.values():
        implied = file.context not in steps and next((i for i in file.implied if _implies(i, statement)), None)
        if implied:
            spans = tuple(m.span for m in (*statement.actor, *statement.recipient)) or (statement.trigger,)
            note = f"{file.context}: {_reason(implied, statement)}"
            steps[file.context] = Step("contexts", _rule(file.context), note, spans)
    return msgspec.structs.replace(statement, contexts=tuple(steps), steps=(*statement.steps, *steps.values()))


def _rule(context: str) -> str:
    return f"contexts/{context}.toml"


def _reason(implied: Implied, statement: Statement) -> str:
    code = (_cameo(statement),) if implied.cameo else ()
    named = (("act", implied.act), ("CAMEO", code), ("actor", implied.actor), ("recipient", implied.recipient),
             ("party", implied.party))  # fmt: skip
    return "; ".join(f"{name} {', '.join(values)}" for name, values in named if values)


def _cameo(statement: Statement) -> str:
    return (statement.codes.cameo if statement.codes else None) or ""


def _implies(implied: Implied, statement: Statement) -> bool:
    act = statement.event if statement.mode is None else f"{statement.event} {statement.mode}"
    if (implied.act and act not in implied.act) or (implied.cameo and not _cameo(statement).startswith(implied.cameo)):
        return False
    actors = [m.code or "" for m in statement.actor]
    recipients = [m.code or "" for m in statement.recipient]
    states = {code.split(" ")[0] for code in (*actors, *recipients)} - NO_STATES - {""}
    return (
        (not implied.abroad or len(states) > 1)
        and (not implied.actor or any(_is(code, implied.actor) for code in actors))
        and (not implied.recipient or any(_is(code, implied.recipient) for code in recipients))
        and (not implied.party or any(_is_party(code, implied) for code in (*actors, *recipients)))
    )


def _is_party(code: str, implied: Implied) -> bool:
    return (
        _is(code, implied.party)
        and (not implied.with_ or _is(code, implied.with_))
        and not (implied.unless and _is(code, implied.unless))
    )


def _is(code: str, parts: tuple[str, ...]) -> bool:
    own = code.split(" ")
    return not set(own).isdisjoint(parts) or (STATE in parts and own[0] not in NO_STATES | {""})


def document_contexts(contexts: Contexts, statements: Iterable[Statement], parse: Parse) -> tuple[Context, ...]:
    """The topics of the report: those of its first sentences, and those of several; the most frequent first."""
    spans: dict[str, dict[int, tuple[Span, ...]]] = defaultdict(dict)
    for n, found in contexts.items():
        for one in found:
            spans[one.context][n] = one.spans
    for statement in statements:
        for step in (s for s in statement.steps if s.stage == "contexts"):
            context = step.note.partition(":")[0]
            for token in parse.within(statement.trigger)[:1]:
                spans[context].setdefault(token.sent.index, step.spans)
    enough = max(2, SHARE * len(parse.sentences))
    topics = [
        Context(name, len(where), tuple(span for n in sorted(where) for span in where[n]))
        for name, where in spans.items()
        if min(where) < LEAD or len(where) >= enough
    ]
    return tuple(sorted(topics, key=lambda c: (-c.sentences, c.spans[0] if c.spans else Span(0, 0), c.name)))
