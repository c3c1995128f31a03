"""Voices without a verb: "according to", "reportedly", "the claim that", "experts are clear that"."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse import Token, span_of
from dateline.reading.asides import host_of
from dateline.reading.clauses import EXPLETIVES, is_infinitive, is_verbal, nominal, noun_phrase, pieces, subject_of
from dateline.reading.cues import SPOKEN, Attribution, Scene, cue_span, kind_of, linked_cue
from dateline.reading.speech import CITING

_BE = frozenset({"be", "remain", "seem", "become", "feel"})
_FROM = ("by", "from")


def other_attributions(token: Token, scene: Scene) -> Iterator[Attribution]:
    """The attributions that a noun, adjective, adverb or preposition makes."""
    if token.lower in scene.cues.hearsay and token.dep in ("advmod", "amod"):
        yield _hearsay(token)
    elif token.lower in ("according", "per"):
        yield from _according(token, scene)
    elif token.lower in CITING and token.dep in ("advcl", "prep", "acl", "pcomp"):
        yield from _citing(token)
    elif token.dep == "pobj" and (token.head.lower, token.lower) in scene.cues.opinions:
        yield from _opinion(token, scene.cues.opinions[token.head.lower, token.lower])
    elif token.pos == "NOUN" and token.lemma in scene.cues.nouns:
        yield from _noun(token, scene)
    elif token.pos in ("ADJ", "VERB") and token.lower in scene.cues.adjectives:
        yield from _adjective(token, scene)


def _hearsay(token: Token) -> Attribution:
    relative = {t.i for c in token.head.subtree() if c.dep == "relcl" and c is not token.head for t in c.subtree()}
    content = [t for t in token.head.subtree() if t is not token and t.i not in relative]
    return Attribution(None, token.span, token.span, token, pieces(content), None, "statement", "hearsay")


def _according(token: Token, scene: Scene) -> Iterator[Attribution]:
    link = token if token.lower == "per" else next((c for c in token.children if c.lower == "to"), None)
    if link is None or (token.lower == "per" and not _per(token)):
        return
    telling = [s for v in link.below("pcomp") for s in v.below("nsubj")]  # "according to what the pilot told us"
    for source in link.below("pobj") + telling:
        if source.lemma in scene.cues.not_sources:
            return
        contents = pieces(_before(token) if _followed_by_relative(source) else host_of(token))
        if contents:
            cue = span_of([token, link])
            span = noun_phrase(source, token)
            yield Attribution(source, span, cue, token, contents, None, "statement", "according-to")


def _per(token: Token) -> bool:
    """As in "…, per the insurers": behind a comma or first, before a name or a definite noun."""
    before = [t for t in token.sent.tokens if t.i == token.i - 1]
    sources = token.below("pobj")
    named = any(s.pos == "PROPN" or s.below("det", "poss") for s in sources)
    return bool(sources) and (not before or (before[0].text == "," and named))


def _followed_by_relative(source: Token) -> bool:
    """As in "…, according to police, who said …": the parser hangs the phrase on the verb that follows."""
    tokens = source.sent.tokens
    end = max(t.i for t in source.subtree()) - tokens[0].i + 1
    following = tokens[end : end + 2]
    return len(following) == 2 and following[0].text == "," and following[1].lower in ("who", "which")


def _before(token: Token) -> list[Token]:
    """The tokens of the sentence in front of a phrase, or after it where it comes first."""
    return [t for t in token.sent.tokens if t.i < token.i] or host_of(token)


def _citing(token: Token) -> Iterator[Attribution]:
    for source in token.below("dobj", "pobj"):
        reporting = next((t for t in token.ancestors() if is_verbal(t)), token.head)
        told = [t for c in reporting.below("ccomp") for t in c.subtree()]  # "reported, citing officials, that …"
        contents = pieces(told or host_of(token))
        if contents:
            span = noun_phrase(source, token)
            yield Attribution(source, span, token.span, token, contents, None, "statement", "citing")


def _opinion(token: Token, kind: str) -> Iterator[Attribution]:
    owners = token.below("poss") + [o for p in token.below("prep") if p.lower == "of" for o in p.below("pobj")]
    for source in owners[:1]:
        contents = pieces(host_of(token.head))
        if contents and nominal(source) and token.below("poss", "det"):
            cue = span_of([token.head, token])
            span = noun_phrase(source)
            yield Attribution(
                source,
                span,
                token.span if cue.covers(span) else cue,
                token,
                contents,
                None,
                kind_of(kind),
                "opinion",
            )


def _noun(noun: Token, scene: Scene) -> Iterator[Attribution]:
    row = scene.cues.nouns[noun.lemma]
    clauses = [c for c in noun.children if c.dep in ("acl", "ccomp", "relcl") and c.i > noun.i and _complement(c)]
    clauses += _copular(noun)
    source, verb = _owner(noun, scene)
    if source is None and clauses and row["kind"] in SPOKEN:
        source = _speaker_before(noun, scene)
    if source is not None and source.i > noun.i:  # "claims by the army that …": the parser hangs it on the army
        clauses += [c for c in source.below("relcl", "acl", "ccomp") if _complement(c) or _has_its_objects(c)]
    if source is None:
        yield from _unnamed(noun, clauses, row["unnamed"] == "yes")
        return
    content = [t for c in clauses for t in c.subtree()]
    if not content:
        wanted = row["prepositions"].split()
        content = [
            t
            for p in noun.below("prep")
            if p.lower in wanted
            for o in p.below("pobj", "pcomp")
            if o is not source
            for t in o.subtree()
        ]
        if verb is None and row["kind"] not in ("intent", "directive", "threat", "commitment"):
            return
    said = {t.i for c in clauses for t in c.subtree()}
    mine = {t.i for t in source.subtree()} - said if source.i > noun.i else set()
    contents = pieces(t for t in content if t.i not in mine)
    if contents:
        cue = span_of([verb, noun]) if verb is not None and 0 < noun.i - verb.i <= 3 else noun.span
        cue = linked_cue(scene, cue, contents)
        yield Attribution(source, noun_phrase(source), cue, noun, contents, None, kind_of(row["kind"]), "noun")


def _unnamed(noun: Token, clauses: list[Token], allowed: bool) -> Iterator[Attribution]:
    """As in "Allegations of torture", "reports that …": a voice without a name."""
    of = [o for p in noun.below("prep") if p.lower in ("of", "about") for o in p.below("pobj", "pcomp")]
    doing = [c for c in noun.below("acl") if of and c.tag == "VBG" and c.i > of[0].i]  # "reports of Russia sending oil"
    said = clauses or [*of, *doing]
    contents = pieces(t for c in said for t in c.subtree())
    if allowed and contents:
        yield Attribution(None, noun.span, noun.span, noun, contents, None, "statement", "noun")


def _complement(clause: Token) -> bool:
    """Is the clause joined by "that" or "to", and no relative clause?"""
    if is_infinitive(clause):
        return True
    lost = clause.dep == "acl" and bool(clause.below("nsubj"))  # the parser took "that" for an object
    marked = any(c.lower == "that" and (c.dep == "mark" or (lost and c.tag == "IN")) for c in clause.children)
    return marked or (clause.dep == "ccomp" and clause.tag != "VBG")


def _has_its_objects(clause: Token) -> bool:
    """Is *that*, taken for an object, one too many: "claims by the army that Chad attacked Sudan"?"""
    that = [c for c in clause.below("dobj", "nsubj", "mark") if c.lower == "that"]
    return bool(that) and len(clause.below("dobj")) > 1 and bool(clause.below("nsubj"))


def _copular(noun: Token) -> list[Token]:
    """As in "Its claim is that …": the clause after the copula."""
    if noun.dep == "nsubj" and noun.head.lemma == "be":
        return [c for c in noun.head.below("ccomp", "xcomp") if c.i > noun.head.i]
    return []


def _owner(noun: Token, scene: Scene) -> tuple[Token | None, Token | None]:
    for owner in noun.below("poss"):
        return owner, None
    for prep in noun.below("prep", "agent"):
        if prep.lower in _FROM:
            for owner in prep.below("pobj"):
                return owner, None
    verb = noun.head
    if noun.dep == "dobj" and verb.lemma in scene.cues.light:
        subject = subject_of(verb)
        if subject is not None and nominal(subject) and subject.lower not in EXPLETIVES:
            return subject, verb
    return None, None


def _speaker_before(noun: Token, scene: Scene) -> Token | None:
    """As in "army claims that", "Sudanese reports that": the word in front names those who speak."""
    for word in noun.below("compound", "amod"):
        named = word.text[0].isupper() and word.lower not in scene.cues.days and word.i > noun.sent.tokens[0].i
        if word.i == noun.i - 1 and (named or not {word.lemma, word.lower}.isdisjoint(scene.cues.speakers)):
            return word
    return None


def _adjective(word: Token, scene: Scene) -> Iterator[Attribution]:
    verb = word.head
    if word.dep not in ("acomp", "ROOT", "conj", "attr", "oprd") and not word.below("auxpass", "nsubjpass"):
        return
    copula = verb if verb.lemma in _BE else word
    subject = subject_of(copula)
    if subject is None or not nominal(subject) or subject.lower in EXPLETIVES:
        return
    clauses = [c for v in {word, copula} for c in v.below("ccomp", "xcomp", "advcl") if c.i > word.i and _said(c)]
    preps = [o for p in word.below("prep") if p.lower in ("about", "of", "by") for o in p.below("pobj", "pcomp")]
    contents = pieces(t for c in clauses or preps for t in c.subtree())
    if contents:
        kind = kind_of(scene.cues.adjectives[word.lower]["kind"])
        cue = linked_cue(scene, cue_span(scene, copula, word), contents)
        yield Attribution(subject, noun_phrase(subject, word), cue, word, contents, None, kind, "adjective")


def _said(clause: Token) -> bool:
    return clause.dep != "advcl" or any(c.lower == "that" for c in clause.children)
