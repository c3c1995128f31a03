"""Voices where the parse is broken: flat patterns over the words of one sentence.

Machine translation, lost quotation marks and headlines in capitals leave verbs of speech without the subject
and clause that the constructions look for.  Here only the order of the words counts: a name beside a plain verb
of speech, and words enough on one side of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.parse import Token, span_of
from dateline.reading.clauses import is_verbal, pieces
from dateline.reading.cues import FIRST_PERSON, Attribution, Scene
from dateline.types import Span

_WITHIN = frozenset({"PROPN", "NOUN", "DET", "ADJ", "NUM", "PART"})
_HEADS = frozenset({"PROPN", "NOUN", "PRON"})
_FORMS = frozenset({"VBD", "VBZ", "VBP"})
_BREAKS = frozenset(",.;:!?-–—")
_MARKS = frozenset("“”\"„«»‘’'")
_JOINING = frozenset({"WP", "WDT", "WRB", "IN"})
_ON_AND_ON = frozenset({"that", "than", "as", "and", "or"})
_LONGEST = 12  # tokens of a name
_LEAST = 3  # tokens of a content


def with_fallback(scene: Scene, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, those with a stray pronoun as source mended, and what only the order of words tells."""
    mended = [_mended(a) for a in found]
    return mended + list(_added(scene, mended))


def _mended(a: Attribution) -> Attribution:
    """As in "…, He said the general Okoro.": the name behind the cue is the speaker, the pronoun is stray."""
    if a.source is None or a.cue_token is None or a.cue_token.i - a.source.i != 1 or not _stray([a.source]):
        return a
    words = a.cue_token.sent.tokens
    after = words[a.cue_token.i - words[0].i + 1 :]
    name = _run(after, linked=True)
    heads = [t for t in name if t.pos == "PROPN"]
    if not heads or not _closes(after[len(name) :]):
        return a
    return replace(a, source=heads[-1], source_span=span_of(name), rule="fallback.stray-pronoun")


def _added(scene: Scene, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Attributions of the verbs of speech, and of "according", of which no construction made a voice."""
    taken = [a.cue for a in found]
    for token in scene.parse.tokens:
        if token.lower != "according" and not _plain(token, scene):
            continue
        if not any(token.span.overlaps(cue) for cue in taken):
            made = _according(token, scene) if token.lower == "according" else _spoken(token, scene)
            if made is not None and _new(made, found):
                yield made


def _plain(token: Token, scene: Scene) -> bool:
    """Is it a finite verb of speech, or one that a headline writes with a capital?"""
    if (k := scene.inside[token.i]) >= 0 and scene.quotes[k].closed:
        return False
    if token.text[0].isupper() and token.lower in scene.cues.headline_speech:
        return True
    return token.lemma in scene.cues.plain_speech and token.tag in _FORMS and token.pos in ("VERB", "AUX")


def _new(made: Attribution, found: Sequence[Attribution]) -> bool:
    """Does no other voice in the sentence already tell the same words?"""
    return not any(a.source_span == made.source_span and a.contents == made.contents for a in found)


def _spoken(verb: Token, scene: Scene) -> Attribution | None:
    words = verb.sent.tokens
    at = verb.i - words[0].i
    before, after = words[:at], words[at + 1 :]
    left, right = _name_at_end(before, scene), _name_at_start(after, scene)
    if left and after and after[0].text not in _BREAKS and _is_clause(after) and not _inverted(left, right, after):
        return _made(verb, left, _content(after), "fallback.name-verb")
    if right and _closes(after[len(right) :]):
        told = before[: len(before) - len(left)] if _stray(left) else before
        if _paused(told):
            return _made(verb, right, _content(told), "fallback.verb-name")
    rest = before[: len(before) - len(left)]
    if left and _closes(after) and (_paused(rest) or (verb.tag == "VBZ" and _headed(rest))):
        return _made(verb, left, _content(rest), "fallback.clause-name")
    return None


def _according(token: Token, scene: Scene) -> Attribution | None:
    """As in "According sources in the ministry, the plant was hit" and "…, according the police"."""
    words = token.sent.tokens
    at = token.i - words[0].i
    after = words[at + 1 :]
    link = after[:1] if after and after[0].lower == "to" else []
    name = _run(after[len(link) :], linked=True)
    rest = after[len(link) + len(name) :]
    content = words[:at] if at > _LEAST else [t for t in rest if t.text != ","]
    if not name or not _is_clause(content) or any(t.lemma in scene.cues.not_sources for t in name):
        return None
    return _made(token, name, _content(content), "fallback.according", [token, *link])


def _made(
    cue: Token, name: list[Token], contents: tuple[Span, ...], rule: str, words: list[Token] | None = None
) -> Attribution | None:
    heads = [t for t in name if t.pos in _HEADS]
    if not heads or not contents:
        return None
    head = next((t for t in heads if t.head not in name or t.head is t), heads[-1])
    return Attribution(head, span_of(name), span_of(words or [cue]), cue, contents, None, "statement", rule)


def _name_at_end(words: list[Token], scene: Scene) -> list[Token]:
    """The name that ends the words: capitals, a pronoun, or a noun for somebody who speaks."""
    run = _run(words[::-1])[::-1]
    while run and run[0].pos == "PART":
        run = run[1:]
    before = words[: len(words) - len(run)][-1:]
    if before and (before[0].tag in _JOINING or before[0].lower in _ON_AND_ON):
        return []
    return run if run and _somebody(run[-1], scene) else []


def _name_at_start(words: list[Token], scene: Scene) -> list[Token]:
    run = _run(words, linked=True)
    return run if any(_somebody(t, scene) for t in run) else []


def _run(words: list[Token], linked: bool = False) -> list[Token]:
    """The longest beginning of the words that can be a name."""
    run: list[Token] = []
    for token in words[:_LONGEST]:
        if token.pos == "PRON" and not run and token.tag == "PRP":
            return [token]
        if token.pos not in _WITHIN and not (linked and run and token.lower in ("of", "for", "in", "at")):
            break
        run.append(token)
    named = [k for k, t in enumerate(run) if t.pos == "PROPN"]
    if linked and named:
        return run[: named[-1] + 1]
    while run and run[-1].pos not in _HEADS and linked:
        run.pop()
    return run


def _somebody(token: Token, scene: Scene) -> bool:
    if token.pos == "PROPN" or (token.tag == "PRP" and token.lower not in FIRST_PERSON):
        return True
    return token.pos == "NOUN" and not {token.lemma, token.lower}.isdisjoint(scene.cues.speakers)


def _is_clause(words: list[Token]) -> bool:
    return len(words) >= _LEAST and any(is_verbal(t) for t in words)


def _inverted(left: list[Token], right: list[Token], after: list[Token]) -> bool:
    """As in "…, He said the general Okoro.": a stray pronoun before the cue and the name behind it."""
    return _stray(left) and bool(right) and _closes(after[len(right) :])


def _stray(left: list[Token]) -> bool:
    word = left[0] if len(left) == 1 else None
    return word is not None and word.tag == "PRP" and word.text[0].isupper() and word.i > word.sent.tokens[0].i


def _closes(words: list[Token]) -> bool:
    """Is nothing left but a time and the full stop?"""
    kept = [t for t in words if t.text not in _BREAKS and t.text not in _MARKS]
    return len(kept) <= 2 and not any(is_verbal(t) for t in kept)


def _paused(words: list[Token]) -> bool:
    """Do the words tell enough, and end with a comma or a mark?"""
    return len(words) > _LEAST and (words[-1].text == "," or words[-1].text in _MARKS) and _is_clause(words)


def _headed(words: list[Token]) -> bool:
    """As in "Seoul fires missile, …", where the tagger takes the verb for a noun."""
    return len(words) > _LEAST and words[-1].text == "," and not any(is_verbal(t) for t in words)


def _content(words: list[Token]) -> tuple[Span, ...]:
    return pieces(t for t in words if t.text not in _MARKS)
