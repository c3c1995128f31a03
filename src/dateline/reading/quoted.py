"""Who speaks a quotation: the verb beside it, the speaker before it, the colon above it."""

from __future__ import annotations

from dataclasses import replace

from dateline.parse import Token, span_of
from dateline.reading.clauses import is_finite, is_verbal, joined, nominal, noun_phrase, subject_of
from dateline.reading.cues import SPOKEN, Attribution, Scene, verb_row
from dateline.reading.free import announced, signature, stands_alone, told_before
from dateline.reading.quotations import Quotation
from dateline.reading.speech import cue_only
from dateline.types import Span

STOPS = frozenset(".!?")
_PAUSE = frozenset(",:-–—")
_LINKS = frozenset({"that", "as", "like"})
_FREE = 4  # fewer words between marks, without a sentence of their own, are a term and not speech
_SHORT = 6  # words of a sentence that only names who spoke
LONG = 8  # words
_REACH = 40  # tokens between a quotation and its verb


def linked(scene: Scene, found: list[Attribution]) -> list[Attribution]:
    """The attributions with the quotations that belong to them, and new ones where a verb beside speaks."""
    result = [clipped for a in found if (clipped := _clip(a, scene)) is not None]
    place = {a.cue_token.i: n for n, a in enumerate(result) if a.cue_token is not None}
    near: dict[int, list[int]] = {}
    for n, a in enumerate(result):
        if a.cue_token is not None:
            near.setdefault(a.cue_token.sent.index, []).append(n)
    last: tuple[int, int] | None = None  # attribution, paragraph
    silent: list[Span] = []  # paragraphs of a running quotation whose speaker is not named yet
    for k, (first, final) in sorted(_ranges(scene).items()):
        paragraph = scene.parse.tokens[first].sent.paragraph
        quote = scene.quotes[k]
        speaker = last[0] if last is not None and not silent and _goes_on(scene, quote) else None
        told = signature(scene, final, quote.span) if quote.closed and speaker is None else None
        if speaker is None and told is None:
            speaker = _by_verb(scene, result, place, k, first, final)
        if speaker is None and told is None:
            speaker = _host(result, near, scene, first, final, quote.span)
        if speaker is None and told is None:
            told = announced(scene, first, quote.span)
            if told is None and stands_alone(scene, first, final):
                speaker = _speaker_before(result, near, scene, first, last, paragraph, k)
            if told is None and speaker is None and quote.closed:
                told = told_before(scene, first, final, quote.span)
        if speaker is None and told is not None:
            result.append(told)
            speaker = len(result) - 1
        silent = [*silent, quote.span] if quote.resumed or quote.running else [quote.span]
        if speaker is not None and _speaks_on(result[speaker], scene, first, final):
            own = joined(c for c in result[speaker].contents if not c.overlaps(quote.span))
            result[speaker] = replace(result[speaker], contents=own)
            result.append(replace(result[speaker], contents=joined(silent), kind="statement", rule="quotation"))
            speaker = len(result) - 1
        elif speaker is not None:
            result[speaker] = replace(result[speaker], contents=joined((*result[speaker].contents, *silent)))
        if speaker is not None:
            last, silent = (speaker, paragraph), []
    return result


def _goes_on(scene: Scene, quote: Quotation) -> bool:
    """Does the paragraph belong to a quotation that runs on into it without a new mark?"""
    text = scene.parse.document.text
    return quote.resumed and text[quote.span.start].isalnum()


def _by_verb(
    scene: Scene, result: list[Attribution], place: dict[int, int], k: int, first: int, final: int
) -> int | None:
    verb = _cue_beside(scene, k, first, final)
    if verb is None or _names_speaker(scene, verb, first, final):
        return None
    return _attach(scene, result, place, verb, scene.quotes[k].span, first, final)


def _names_speaker(scene: Scene, verb: Token, first: int, final: int) -> bool:
    """Is a short quotation part of the name of who speaks: the "people's republic" said?"""
    words = scene.parse.tokens[first : final + 1]
    if len(words) > _FREE + 2 or words[-2 if len(words) > 1 else -1].text in _PAUSE or any(map(is_finite, words)):
        return False
    return any(first <= s.i <= final for s in verb.below("nsubj"))


def _ranges(scene: Scene) -> dict[int, tuple[int, int]]:
    ranges: dict[int, tuple[int, int]] = {}
    for i, k in enumerate(scene.inside):
        if k >= 0:
            ranges[k] = (ranges[k][0] if k in ranges else i, i)
    return ranges


def _clip(a: Attribution, scene: Scene) -> Attribution | None:
    """A cue inside a quotation tells nothing outside it; a source inside one does not speak outside it."""
    if a.cue_token is None or (k := scene.inside[a.cue_token.i]) < 0:
        if a.source is not None and a.rule in ("clause", "parenthesis") and scene.inside[a.source.i] >= 0:
            q = scene.quotes[scene.inside[a.source.i]].span
            return None if q.end - q.start > 60 else a
        return a
    q = scene.quotes[k].span
    contents = tuple(Span(max(c.start, q.start), min(c.end, q.end)) for c in a.contents if c.overlaps(q))
    return replace(a, contents=contents) if contents else None


def _cue_beside(scene: Scene, k: int, first: int, final: int) -> Token | None:
    tokens, text = scene.parse.tokens, scene.parse.document.text
    inner = scene.quotes[k].inner(text)
    right, left = context(scene, final, 1), context(scene, first, -1)
    after = tokens[final + 1].text if final + 1 < len(tokens) else ""
    ends = inner[-1:]
    paused = bool(left) and (left[0].text in _PAUSE or left[0].lower in _LINKS or speaks(left[0], scene))
    before_verb = next((t for t in left if speaks(t, scene)), None) if paused else None
    if before_verb is not None and left[0].text == "," and _crosses(left, before_verb):
        before_verb = None
    after_verb = next((t for t in right if speaks(t, scene)), None)
    if after_verb is not None and not _leads(right, after_verb):
        after_verb = None
    if ends == "," or after == "," or ends in "-–—":
        return after_verb or before_verb
    if before_verb is not None and (left[0].text == ":" or ends != "?"):
        return before_verb
    if ends == "." and after_verb is not None and _only_says(after_verb):
        return after_verb
    joined_on = ends not in "." and after not in STOPS and _near(after_verb, right)
    if joined_on and after_verb is not None and final - first < _FREE + 2 and not _subject_in(after_verb, right):
        return None
    return after_verb if ends in "?!…" or joined_on else None


def _only_says(verb: Token) -> bool:
    """Is the verb's sentence nothing but "the mayor said on Monday" behind a quotation that ended with a stop?"""
    words = [t for t in verb.sent.tokens if t.pos != "PUNCT"]
    told = verb.below("ccomp", "dobj", "xcomp", "mark", "advmod") or verb.head is not verb
    return len(words) <= _SHORT and not told and bool(verb.below("nsubj")) and verb.sent.tokens[-1].text == "."


def _subject_in(verb: Token, right: list[Token]) -> bool:
    return verb is right[0] or any(s in right for s in verb.below("nsubj"))


def _near(verb: Token | None, right: list[Token]) -> bool:
    return verb is not None and verb.i - right[0].i <= 4


def context(scene: Scene, edge: int, step: int) -> list[Token]:
    """The tokens on one side of a quotation, nearest first, up to a full stop or another quotation."""
    tokens, inside = scene.parse.tokens, scene.inside
    paragraph = tokens[edge].sent.paragraph
    found: list[Token] = []
    i = edge + step
    while 0 <= i < len(tokens) and len(found) < _REACH and inside[i] < 0:
        token = tokens[i]
        if token.text in STOPS or token.text == ";":
            break
        if token.sent.paragraph != paragraph and not (step < 0 and token.text == ":" and not found):
            break
        if token.sent.paragraph != paragraph:
            paragraph = token.sent.paragraph
        found.append(token)
        i += step
    return found


def speaks(token: Token, scene: Scene) -> bool:
    """Is the token a finite verb, or a participle, that can introduce a quotation?"""
    if not is_verbal(token) or token.tag == "VB":
        return False
    row, _ = verb_row(token, scene.cues)
    return row is not None and row["quotation"] == "yes" and token.dep not in ("aux", "amod", "compound")


def _crosses(left: list[Token], verb: Token) -> bool:
    """Is there another finite verb between the cue and the quotation?"""
    return any(t.tag in ("VBD", "VBZ", "VBP") and t.pos != "AUX" for t in left[: left.index(verb)])


def _leads(right: list[Token], verb: Token) -> bool:
    """After a quotation the first finite verb outside relative clauses must be the cue."""
    for token in right:
        if token is verb:
            return True
        if token.tag in ("VBD", "VBZ", "VBP") and token.dep not in ("relcl", "aux", "auxpass", "acl"):
            return False
    return False


def _attach(
    scene: Scene,
    result: list[Attribution],
    place: dict[int, int],
    verb: Token,
    quote: Span,
    first: int,
    final: int,
) -> int | None:
    if verb.i in place:
        n = place[verb.i]
        a = result[n]
        if _speaks_on(a, scene, first, final):
            return n
        result[n] = replace(a, contents=joined((*a.contents, quote)), rule="quotation")
        own = own_source(scene, verb, first, final)
        if own is not None and (a.source is None or first <= a.source.i <= final):
            result[n] = replace(result[n], source=own[0], source_span=own[1])
        return n
    own = own_source(scene, verb, first, final)
    if own is None:
        return None
    result.append(cue_only(verb, own[0], own[1], quote, "quotation", scene))
    place[verb.i] = len(result) - 1
    return len(result) - 1


def _speaks_on(a: Attribution, scene: Scene, first: int, final: int) -> bool:
    """Is the quotation said beside what the cue tells: "defended the strike: “The rebels killed …”"?"""
    words = scene.parse.tokens[first : final + 1]
    said = len(words) > LONG and any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in words)
    return said and a.kind not in SPOKEN and scene.parse.tokens[first - 1].text == ":"


def own_source(scene: Scene, verb: Token, first: int, final: int) -> tuple[Token, Span] | None:
    """The speaker: the verb's own subject, else the words beside the verb, else an inherited subject."""
    own = [s for s in verb.below("nsubj") if scene.inside[s.i] < 0 and nominal(s)]
    if own:
        source = own[0]
        if source.lower in ("who", "which", "that") and verb.dep == "relcl":
            source = verb.head
        return source, noun_phrase(source, verb)
    beside = _beside(scene, verb, final)
    if beside is not None:
        return beside
    source_ = subject_of(verb)
    if source_ is not None and nominal(source_) and not first <= source_.i <= final:
        return source_, noun_phrase(source_, verb)
    return None


def _beside(scene: Scene, verb: Token, final: int) -> tuple[Token, Span] | None:
    """Where the parser lost the subject: "said Pratt, director at …" and "…” Pratt, director at …, said"."""
    tokens = scene.parse.tokens
    run: list[Token] = []
    if verb.i > final and any(nominal(t) for t in tokens[final + 1 : verb.i]):
        run = [t for t in tokens[final + 1 : verb.i] if t.pos not in ("AUX",)]
    elif verb.i > final:
        i = verb.i + 1
        while i < len(tokens) and scene.inside[i] < 0 and tokens[i].text not in STOPS and tokens[i].text not in _PAUSE:
            if tokens[i].tag in ("VBD", "VBZ", "VBP", "IN") or tokens[i].pos == "ADV":
                break
            run.append(tokens[i])
            i += 1
    while run and not (nominal(run[0]) or run[0].pos in ("DET", "ADJ")):
        run.pop(0)
    while run and not nominal(run[-1]):
        run.pop()
    heads = [t for t in run if nominal(t) and (t.head not in run or t.head is t)]
    return (heads[0], span_of(run)) if heads else None


def _host(
    result: list[Attribution], near: dict[int, list[int]], scene: Scene, first: int, final: int, quote: Span
) -> int | None:
    """The attribution of the same sentence whose content the quotation is part of; the innermost."""
    tokens = scene.parse.tokens
    for index in {tokens[first].sent.index, tokens[final].sent.index}:
        hits = [
            n
            for n in near.get(index, ())
            if any(c.overlaps(quote) for c in result[n].contents) and not result[n].cue.overlaps(quote)
        ]
        if hits:
            return min(hits, key=lambda n: result[n].extent)
    return None


def _speaker_before(
    result: list[Attribution],
    near: dict[int, list[int]],
    scene: Scene,
    first: int,
    last: tuple[int, int] | None,
    paragraph: int,
    k: int,
) -> int | None:
    tokens = scene.parse.tokens
    if last is not None and (last[1] == paragraph or (k and scene.quotes[k].resumed)):
        return last[0]
    starts = first == 0 or tokens[first - 1].sent.paragraph != paragraph
    if starts and last is not None and paragraph - last[1] == 1:
        return last[0]
    index = tokens[first - 1].sent.index if first else -1
    hits = [n for n in near.get(index, ()) if _speaks_outside(result[n], scene)]
    return hits[0] if hits else None


def _speaks_outside(a: Attribution, scene: Scene) -> bool:
    outside = a.cue_token is not None and scene.inside[a.cue_token.i] < 0
    return outside and a.source is not None and a.kind == "statement"
