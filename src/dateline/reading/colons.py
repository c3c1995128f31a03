"""Speech after a colon and without marks: "The minister said:" and "PRESIDENT WEAH: …"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from dateline.parse import Token, span_of
from dateline.reading.clauses import is_verbal, noun_phrase, pieces
from dateline.reading.cues import Attribution, Scene, verb_row
from dateline.reading.quoted import STOPS, context, own_source, speaks
from dateline.reading.speech import cue_only
from dateline.types import Span

_MARKS = frozenset({":", "–", "—", "--", "-"})
_NAMING = frozenset({"PROPN", "NOUN", "DET", "ADJ"})
_QUESTIONING = frozenset({"WP", "WRB", "WDT"})
_HEADLINE = 20  # tokens
_NAME = 4  # tokens of the name that ends a headline
_FIRST_PERSON = frozenset({"i", "we", "our", "my", "us", "me"})
_LABEL = 8  # tokens of a speaker's label: "Prime Minister Theresa May:"
_RUN = 600  # tokens of an unmarked statement within its paragraph


def colon_attributions(scene: Scene) -> list[Attribution]:
    """As in "The minister said:" before words without marks: the rest of the paragraph, or those below."""
    tokens, found = scene.parse.tokens, []
    for i, token in enumerate(tokens):
        if token.text != ":" or scene.inside[i] >= 0:
            continue
        verb = next((t for t in context(scene, i, -1) if speaks(t, scene)), None)
        quote = scene.inside[i + 1] if i + 1 < len(tokens) else -1
        if verb is None and (label := _label(scene, i)) is not None:
            content = scene.quotes[quote].span if quote >= 0 else _unmarked(scene, i, label)
            if content is not None:
                name = _before_mark(noun_phrase(label), token)
                found.append(Attribution(label, name, token.span, token, (content,), None, "statement", "label"))
        elif verb is not None and quote < 0 and not verb.below("ccomp"):
            own = own_source(scene, verb, i, i)
            content = _unmarked(scene, i, own[0]) if own is not None else None
            if own is not None and content is not None:
                found.append(cue_only(verb, own[0], own[1], content, "colon", scene))
    return found + [a for a in map(partial(_headline, scene), _short(scene)) if a is not None]


def _short(scene: Scene) -> Iterator[list[Token]]:
    """The tokens of every paragraph of one sentence or two, as headlines are."""
    for _, sentences in groupby(scene.parse.sentences, key=lambda s: s.paragraph):
        tokens = [t for s in sentences for t in s.tokens]
        if len(tokens) <= _HEADLINE:
            yield tokens


def _before_mark(span: Span, mark: Token) -> Span:
    return Span(span.start, min(span.end, mark.start))


def _unmarked(scene: Scene, i: int, source: Token | None) -> Span | None:
    tokens = scene.parse.tokens
    name = {t.text for t in source.subtree() if t.pos == "PROPN"} if source is not None else set()
    rest = _paragraph(scene, i)[1:]
    if len(rest) > 1:
        return next(iter(pieces(rest)), None)
    j = i + 1 + len(rest)
    end = at = first = j
    personal = False
    while at < len(tokens) and _goes_on(scene, tokens[at], at == j):
        start, this = at, tokens[at].sent.paragraph
        while at < len(tokens) and tokens[at].sent.paragraph == this:
            at += 1
        if start > j and name and len(name & {t.text for t in tokens[start:at]}) * 2 > len(name):
            at = start
            break
        first = at if start == j else first
        personal = personal or any(t.lower in _FIRST_PERSON for t in tokens[start:at])
    end = at if personal else first
    return Span(tokens[j].start, tokens[end - 1].end) if end > j else None


def _goes_on(scene: Scene, token: Token, first: bool) -> bool:
    """Is the paragraph that begins with the token still part of the statement announced by a colon?"""
    if token.lower in scene.cues.statement_ends or scene.inside[token.i] >= 0:
        return False
    words = _paragraph(scene, token.i)
    return first or not (words[-1].text == ":" or any(t.lemma == "say" and t.tag in ("VBD", "VBZ") for t in words))


def _paragraph(scene: Scene, i: int) -> list[Token]:
    """The tokens from the i-th to the end of its paragraph, or to the length of a statement."""
    tokens = scene.parse.tokens
    end = i
    while end < len(tokens) and end - i < _RUN and tokens[end].sent.paragraph == tokens[i].sent.paragraph:
        end += 1
    return tokens[i:end]


def _label(scene: Scene, i: int) -> Token | None:
    """The name before a colon that begins its paragraph: "PRESIDENT BUSH: …", "Kremlin: …"."""
    tokens = scene.parse.tokens
    start = i
    while start > 0 and tokens[start - 1].sent.paragraph == tokens[i].sent.paragraph and i - start <= _HEADLINE:
        start -= 1
    run = tokens[start:i]
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and scene.inside[following.i] >= 0:
        run = _signed(run, scene)
    if not run or len(run) > _LABEL or any(is_verbal(t) or t.text in STOPS for t in run):
        return None
    if following is None or following.tag in _QUESTIONING or following.lower.startswith("http"):
        return None
    return _speaker(run, scene)


def _signed(run: list[Token], scene: Scene) -> list[Token]:
    """The name in "A close race – Carl Bialik: “…”", "More from Jones: “…”", "Continued Stone: “…”"."""
    cuts = [k + 1 for k, t in enumerate(run) if t.text in _MARKS or t.lower == "from"]
    kept = run[cuts[-1] :] if cuts else run
    opens = verb_row(kept[0], scene.cues)[0] if len(kept) > 1 and is_verbal(kept[0]) else None
    return kept[1:] if opens is not None and opens["quotation"] == "yes" else kept


def _speaker(run: list[Token], scene: Scene) -> Token | None:
    """The head of words that name who could speak: a person, a body, a report; no bare country and no heading."""
    capitals = scene.cues.capitals
    named = [t for t in run if t.pos == "PROPN" or t.lower in capitals]
    named = named or [t for t in run if len(run) == 1 and t.pos == "NOUN" and t.text[0].isupper()]
    heads = [t for t in named if t.head not in run or t.head is t]
    last = [t for t in run if t.pos in ("NOUN", "PROPN") or len(run) == 1][-1:]
    if any(t.lower in scene.cues.label_not for t in (run[0], *last)):
        return None
    if " ".join(t.lower for t in run if t.pos != "DET") in scene.cues.countries:
        return None
    if last and _may_speak(last[0], scene) and (run[0].text[0].isupper() or len(run) == 1):
        return last[0]
    return heads[0] if heads and len(named) * 2 > len(run) else None


def _may_speak(noun: Token, scene: Scene) -> bool:
    cues = scene.cues
    return not {noun.lemma, noun.lower}.isdisjoint(cues.speakers | cues.documents)


def _headline(scene: Scene, paragraph: list[Token]) -> Attribution | None:
    """The name that ends a headline: "Missile test imminent: Seoul", "Talks have failed – Kremlin"."""
    marks = [k for k, t in enumerate(paragraph) if t.text in _MARKS]
    if not marks or paragraph[-1].text in STOPS or len(paragraph) > _HEADLINE or marks[-1] < 3:
        return None
    mark, run = paragraph[marks[-1]], paragraph[marks[-1] + 1 :]
    if not 0 < len(run) <= _NAME or scene.inside[mark.i] >= 0:
        return None
    if any(t.pos not in _NAMING and t.lower not in scene.cues.documents for t in run):
        return None
    dashed = mark.text != ":"
    if dashed and any(t.lower in scene.cues.media for t in run):  # "… – BBC News" is where it stood
        return None
    source = _speaker(run, scene)
    named = source is not None and (source.pos == "PROPN" or source.lower in scene.cues.capitals)
    if source is None or not (named or _may_speak(source, scene)):
        return None
    contents = pieces(paragraph[: marks[-1]])
    return Attribution(source, span_of(run), mark.span, mark, contents, None, "statement", "headline")
