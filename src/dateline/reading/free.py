"""Speech without a verb of speech beside it: after a speaker is introduced, above a signature, behind a colon."""

from __future__ import annotations

from dateline.parse import Sentence, Token, span_of
from dateline.reading.clauses import is_finite, is_verbal, noun_phrase
from dateline.reading.cues import Attribution, Scene
from dateline.types import Span

_TERM = 4  # fewer words between marks, without a sentence of their own, are a term and not speech
_LONG = 80  # characters of a quotation that any verb may announce
_SIGNATURE = 12  # tokens of a name with what it is: "Anna Kovacs, mayor of Eger"
_DASHES = frozenset({"–", "—", "--", "-", "―"})
_STOPS = frozenset(".!?")
_PERSONS = frozenset({"he", "she", "they"})
_COMPLEMENTS = ("dobj", "acomp", "attr", "oprd", "nsubj", "prt")


def stands_alone(scene: Scene, first: int, final: int) -> bool:
    """Does the quotation stand as a sentence of its own?"""
    tokens = scene.parse.tokens
    words = [t for t in tokens[first : final + 1] if t.pos != "PUNCT"]
    begins = (
        first == 0
        or tokens[first - 1].text in _STOPS
        or tokens[first - 1].text in '”"’:'
        or tokens[first - 1].sent.paragraph != tokens[first].sent.paragraph
    )
    return begins and (len(words) > _TERM or any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in words))


def signature(scene: Scene, final: int, quote: Span) -> Attribution | None:
    """As in "“They burned it.” — Anna Kovacs, mayor of Eger": the name behind a dash, to the end of its paragraph."""
    tokens = scene.parse.tokens
    dash = tokens[final + 1] if final + 1 < len(tokens) else None
    if dash is None or dash.text not in _DASHES:
        return None
    run: list[Token] = []
    for token in tokens[final + 2 : final + 3 + _SIGNATURE]:
        if token.sent.paragraph != dash.sent.paragraph:
            break
        run.append(token)
    while run and run[-1].text in _STOPS:
        run.pop()
    if not run or len(run) > _SIGNATURE or any(is_finite(t) or t.text in _STOPS | _DASHES for t in run):
        return None
    if any(t.pos == "NUM" or t.lower in scene.cues.days for t in run):  # a reference: "…” – The Star, 3 May 2015"
        return None
    head = next((t for t in run if t.pos in ("NOUN", "PROPN") and (t.head not in run or t.head is t)), None)
    if head is None or not _somebody(head, scene):
        return None
    return Attribution(head, span_of(run), dash.span, dash, (quote,), None, "statement", "signature")


def announced(scene: Scene, first: int, quote: Span) -> Attribution | None:
    """As in "The party released a statement: “We …”": the subject of what a colon ends.

    Before a long quotation any verb announces it: "The ministry justified the raid: “…”".
    """
    tokens = scene.parse.tokens
    if first < 2 or tokens[first - 1].text != ":":
        return None
    colon = tokens[first - 1]
    before = [t for t in colon.sent.tokens if t.i < colon.i and scene.inside[t.i] < 0]
    for verb in [t for t in before if is_finite(t) and is_verbal(t)]:
        if (speaker := _subject(verb, scene)) is not None and _tells(verb, scene):
            return _voice(speaker, verb, quote)
    root = next((t for t in (colon.head, colon.sent.root) if t in before and is_verbal(t)), colon)
    if quote.end - quote.start > _LONG and root in before and (speaker := _subject(root, scene)) is not None:
        return _voice(speaker, root, quote)
    return None


def told_before(scene: Scene, first: int, final: int, quote: Span) -> Attribution | None:
    """As in "Pierre Mbala fled the town. “They came at dawn.”": speech with no cue but its mark.

    The speaker is whom the sentence before it tells to have spoken ("The abbot was blunt."), in this paragraph or
    at the end of that above; or the person that it is about, in the same paragraph.
    """
    before, within = _before(scene, first)
    if before is None or (within and not _sentence_like(scene, first, final)):
        return None
    mark, root = scene.parse.tokens[first], before.root
    same = before.paragraph == mark.sent.paragraph
    speaker = _subject(root, scene)
    if speaker is not None and _tells(root, scene) and (same or not within):
        return _voice(speaker, mark, quote)
    about = [s for s in root.below("nsubj") if scene.inside[s.i] < 0]
    if within or not about or not _is_person(about[0], scene) or not (same or _opens(scene, first)):
        return None
    return _voice(about[0], mark, quote)


def _voice(speaker: Token, mark: Token, quote: Span) -> Attribution:
    return Attribution(speaker, noun_phrase(speaker), mark.span, mark, (quote,), None, "statement", "free")


def _before(scene: Scene, first: int) -> tuple[Sentence | None, bool]:
    """The sentence before that which a quotation begins, or stands in, and whether it stands in one."""
    tokens = scene.parse.tokens
    here = tokens[first].sent
    within = any(t.i < first and t.pos != "PUNCT" for t in here.tokens)
    if within and scene.parse.tokens[first - 1].text in _STOPS:
        return here, False
    return (scene.parse.sentences[here.index - 1] if here.index else None), within


def _opens(scene: Scene, first: int) -> bool:
    """Does the quotation begin its paragraph?"""
    tokens = scene.parse.tokens
    return first > 0 and tokens[first - 1].sent.paragraph != tokens[first].sent.paragraph


def _sentence_like(scene: Scene, first: int, final: int) -> bool:
    """More than a term between marks: words enough and a verb."""
    words = [t for t in scene.parse.tokens[first : final + 1] if t.pos != "PUNCT"]
    return len(words) >= _TERM and any(is_verbal(t) for t in words)


def _subject(verb: Token, scene: Scene) -> Token | None:
    subjects = [s for s in verb.below("nsubj") if scene.inside[s.i] < 0]
    return subjects[0] if subjects and _somebody(subjects[0], scene) else None


def _tells(verb: Token, scene: Scene) -> bool:
    """Does the verb say that its subject spoke: "answered", "gave three examples", "was blunt"?"""
    if verb.below("neg"):
        return False
    scenes = scene.cues.scenes
    if (verb.lemma, "") in scenes:
        return True
    parts = verb.below("ccomp", "xcomp")
    beside = [*verb.below(*_COMPLEMENTS), *parts, *(c for p in parts for c in p.below("nsubj"))]
    return any((verb.lemma, c.lemma) in scenes for c in beside if c.i > verb.i)


def _somebody(noun: Token, scene: Scene) -> bool:
    if noun.pos == "PROPN" or noun.lower in _PERSONS:
        return True
    return not {noun.lemma, noun.lower}.isdisjoint(scene.cues.speakers)


def _is_person(noun: Token, scene: Scene) -> bool:
    """He, she, a given name or a title with a family name, or somebody definite: "the deputy"."""
    if noun.lower in ("he", "she"):
        return True
    persons = scene.cues.persons
    if noun.pos == "PROPN":
        return any(c.text in scene.cues.given or c.lower in persons for c in noun.below("compound"))
    return noun.tag == "NN" and noun.lemma in persons and bool(noun.below("det", "poss"))
