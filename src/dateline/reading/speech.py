"""Verbs that say who says so: that-clauses, infinitives, objects, passives, "as X explains", parentheses."""

from __future__ import annotations

from dateline.knowledge import Row
from dateline.parse import Token
from dateline.reading.asides import HEARSAY, Frame, as_clause, parenthesis, severed
from dateline.reading.clauses import (
    EXPLETIVES,
    SUBJECTS,
    agent_of,
    is_finite,
    is_infinitive,
    is_passive,
    is_verbal,
    nominal,
    noun_phrase,
    pieces,
    rejoins,
    relative_subject,
    subject_of,
)
from dateline.reading.cues import Attribution, Scene, cue_span, kind_of, linked_cue, verb_row
from dateline.types import Span

_QUOTING = frozenset({"quote", "cite"})
_ISSUING = frozenset({"issue", "release", "publish", "post", "send", "make", "circulate"})
_SPEAKING = frozenset({"speak", "talk", "appear", "write"})
CITING = frozenset({"citing", "quoting"})
_WITNESSING = frozenset({"see", "hear", "witness"})
_AUXILIARIES = frozenset({"have", "be", "do", "will", "would", "could", "may", "might"})
_MEDIUM_PREPOSITIONS = frozenset({"to", "on", "in", "with", "via"})


def verb_attribution(verb: Token, scene: Scene) -> Attribution | None:
    """The attribution that a verb makes with its own complements, if it makes one."""
    if not is_verbal(verb):
        return None
    row, particle = verb_row(verb, scene.cues)
    if row is None or (verb.lower in CITING and verb.dep != "conj"):
        return None
    if _manner(verb) and (above := verb_row(verb.head.head, scene.cues)[0]) is not None and above["clause"]:
        return None
    frame = _frame(verb, row, particle, scene)
    if frame is None or not frame.tokens:
        return None
    source = _source(verb, frame, scene)
    cue = cue_span(scene, verb, particle)
    if source is None and not frame.anonymous:
        return None
    if source is not None and _no_source(source, frame, verb, scene):
        return None
    contents = pieces(t for t in frame.tokens if not (cue.start <= t.start < cue.end))
    if not contents:
        return None
    pronoun = relative_subject(verb)
    return Attribution(
        source,
        noun_phrase(source, verb) if source else cue,
        linked_cue(scene, cue, contents),
        verb,
        contents,
        medium(verb, scene),
        kind_of(frame.kind),
        frame.rule,
        pronoun.span if source is not None and pronoun is not None else None,
        frame.rule == "as-clause" and frame.kind == "statement",
    )


def _no_source(source: Token, frame: Frame, verb: Token, scene: Scene) -> bool:
    """No one thinks so in "Moscow saw protests", "Paris heard looters break windows" and "there was"."""
    place = verb.lemma in _WITNESSING and verb.tag in ("VBD", "VBN") and source.lower in scene.cues.capitals
    return place or (frame.rule == "object" and source.lower in EXPLETIVES)


def _passive(verb: Token) -> bool:
    """A passive, also that without an auxiliary: "Asked who did it, the baker said …"."""
    bare = verb.tag == "VBN" and verb.dep == "advcl" and not verb.below("aux", "nsubj")
    return bare or is_passive(verb)


def _source(verb: Token, frame: Frame, scene: Scene) -> Token | None:
    if _passive(verb):
        return agent_of(verb)
    if (cited := _cited(verb)) is not None:
        return cited
    teller = _teller(verb, scene)
    if frame.rule == "parenthesis" and (own := verb.below("nsubj")):
        return own[-1]
    subject = subject_of(teller or verb) or _lost_subject(verb)
    if subject is None or subject.i in {t.i for t in frame.tokens} or not nominal(subject):
        return None
    return subject


def _cited(verb: Token) -> Token | None:
    """As in "quoted a colonel as saying that …": the speaker is the object."""
    link = verb.head
    if verb.tag != "VBG" or link.lower != "as" or link.head.lemma not in _QUOTING:
        return None
    objects = link.head.below("dobj", "nsubjpass")
    return objects[0] if objects else None


def _teller(verb: Token, scene: Scene) -> Token | None:
    """The verb of speech whose speaker goes on: "told reporters, adding that …", "said it fell, adding that …"."""
    noun = verb.head
    if noun.dep == "dobj" and verb.dep == "acl" and noun.lemma in scene.cues.nouns and noun.head.lemma in _ISSUING:
        return noun.head
    if noun.dep == "ccomp" and verb.dep in ("advcl", "conj") and _takes_over(verb, noun.head, scene):
        return noun.head
    if verb.dep != "acl" or verb.tag != "VBG" or noun.dep not in ("dobj", "dative"):
        return None
    row, _ = verb_row(noun.head, scene.cues)
    return noun.head if row is not None and row["quotation"] == "yes" and not row["object"] else None


def _lost_subject(verb: Token) -> Token | None:
    """A number that the parser did not make the subject: "about 4 in 10 say"."""
    beside = [c for c in verb.children if c.i == verb.i - 1 and c.pos == "NUM"]
    return beside[0] if beside and verb.tag in ("VBD", "VBZ", "VBP") else None


def _frame(verb: Token, row: Row, particle: Token | None, scene: Scene) -> Frame | None:
    passive = _passive(verb)
    return (
        _clause(verb, row, passive, scene)
        or as_clause(verb, row, scene)
        or _infinitive(verb, row, particle, passive)
        or _object(verb, row, particle, passive, scene)
        or _prepositional(verb, row, scene)
        or parenthesis(verb, row)
    )


def _clause(verb: Token, row: Row, passive: bool, scene: Scene) -> Frame | None:
    if not row["clause"]:
        return None
    if passive and row["object"] and any(s.lower not in EXPLETIVES for s in verb.below("nsubjpass")):
        return None  # "Parliament must be recalled to allow …" recalls nothing
    clauses = [c for c in verb.below("ccomp") if not is_infinitive(c) and c.text not in '“”"']
    clauses = [c for c in clauses if c.i > verb.i or not _parted(c, verb)] or _announced(verb, row)
    if not clauses:
        return None
    tokens = _without_next_cue([t for c in clauses for t in c.subtree()], verb, clauses, scene)
    tokens += _trailing(verb, max(c.i for c in clauses)) + _resumed(verb, clauses)
    return Frame(tokens, row["clause"], "passive" if passive else "clause", passive)


def _parted(clause: Token, verb: Token) -> bool:
    """Does a semicolon part the verb from a clause before it?"""
    first = verb.sent.tokens[0].i
    return any(t.text == ";" for t in verb.sent.tokens[clause.i - first : verb.i - first])


def _resumed(verb: Token, clauses: list[Token]) -> list[Token]:
    """As in "The army had, the papers alleged, shelled …": the parser made a clause of what stands before the cue."""
    host = verb.head
    if any(c.i > verb.i or c.lemma not in _AUXILIARIES for c in clauses):
        return []
    if verb.dep != "parataxis" or host.i < verb.i or host.below(*SUBJECTS):
        return severed(verb)
    mine = {t.i for t in verb.subtree()}
    return [t for t in host.subtree() if t.i not in mine]


def _announced(verb: Token, row: Row) -> list[Token]:
    """The clause of a verb of speech that the parser hung elsewhere.

    As in "said leaving now would …" (a gerund as its subject), "said in a statement that …" (on the noun) and
    "asked in writing whether …" (on the gerund).
    """
    if written := [c for p in verb.below("prep") for g in p.below("pcomp") if _manner(g) for c in g.below("ccomp")]:
        return written
    if row["object"] or row["quotation"] != "yes":
        return []
    gerunds = [c for c in verb.below("xcomp") if c.tag == "VBG" and c.i > verb.i and c.below("ccomp")]
    nouns = [n for p in verb.below("prep") if p.i > verb.i for n in p.below("pobj")]
    return gerunds or [c for n in nouns for c in n.below("acl", "relcl") if c.below("mark") and is_finite(c)]


def _manner(gerund: Token) -> bool:
    """As in "asked in writing": how it was told, by whom is said before."""
    link = gerund.head
    beside = gerund.dep == "pcomp" and link.lower == "in" and link.i == gerund.i - 1
    return beside and gerund.lemma == "write" and not gerund.below("dobj", "dative", "xcomp")


def _without_next_cue(tokens: list[Token], verb: Token, clauses: list[Token], scene: Scene) -> list[Token]:
    """The content up to a second cue of the same speaker: "said it was over and predicted that …"."""
    cut: set[int] = set()
    for clause in clauses:
        for other in clause.below("conj", "advcl"):
            if clause.i < other.i and (_takes_over(other, verb, scene) or _denies_no_more(other, verb, scene)):
                cut.update(t.i for t in other.subtree())
                cut.update(t.i for t in clause.below("cc") if other.i > t.i > clause.i)
    return [t for t in tokens if t.i not in cut]


def _denies_no_more(other: Token, verb: Token, scene: Scene) -> bool:
    """As in "denies that it shut the road and blames Greece"."""
    row, _ = verb_row(verb, scene.cues)
    return row is not None and row["clause"] == "denial" and rejoins(other, scene.cues.speaking)


def _takes_over(other: Token, verb: Token, scene: Scene) -> bool:
    """Is a verb below the content a further cue of the speaker, in the form of the first cue or a participle?"""
    row, _ = verb_row(other, scene.cues)
    if row is None or row["quotation"] != "yes" or row["clause"] not in ("statement", "denial"):
        return False
    if other.below(*SUBJECTS, "mark") or not other.below("ccomp", "xcomp"):
        return False
    if other.dep == "advcl":
        return other.tag == "VBG" and verb.tag != "VBG"
    return other.tag == verb.tag


def _trailing(verb: Token, after: int) -> list[Token]:
    """What the parser hung on the cue although it follows the content: mostly part of the content."""
    if after < verb.i:
        return []
    late = [c for c in verb.children if c.i > after and c.dep in ("advcl", "prep", "npadvmod", "conj", "cc")]
    kept: list[Token] = []
    for child in late:
        if (child.dep == "advcl" and child.tag != "VBG") or (child.dep == "prep" and child.lower != "according"):
            kept += child.subtree()
    return kept


def _infinitive(verb: Token, row: Row, particle: Token | None, passive: bool) -> Frame | None:
    joined = particle is not None and particle.dep == "mark"  # "called for both sides to withdraw"
    below = (particle.head,) if joined and particle is not None else verb.children
    found = [c for c in below if (joined or c.dep in ("xcomp", "ccomp")) and is_infinitive(c)]
    if not found:
        return None
    tokens = [t for c in found for t in c.subtree()]
    if passive and row["infinitive"] != "directive" and row["clause"] in HEARSAY:
        subject = [t for s in verb.below("nsubjpass", "nsubj") for t in s.subtree()]
        rule = "expectation" if row["infinitive"] == "intent" else "raising"
        return Frame(subject + tokens, row["clause"], rule, True)
    if not row["infinitive"]:
        return None
    if passive:
        return Frame(tokens, row["infinitive"], "passive-infinitive", False)
    return Frame(tokens, row["infinitive"], "infinitive")


def _object(verb: Token, row: Row, particle: Token | None, passive: bool, scene: Scene) -> Frame | None:
    kind = row["object"] or _shown(verb, row, scene)
    if row["predicate"] and (called := _called(verb)):
        return Frame(called, row["predicate"], "object")
    if not kind:
        return None
    if passive:
        subject = [t for s in verb.below("nsubjpass") if s.lower not in EXPLETIVES for t in s.subtree()]
        if not subject or agent_of(verb) is None:
            return None
        called = [t for p in verb.below("prep") if p.lower == "as" for t in p.subtree()]
        return Frame(subject + called, kind, "passive-object")
    objects = [o for o in verb.below("dobj", "oprd") if o.tag != "IN" or verb.dep != "acl"]
    objects += (particle.below("pobj", "pcomp") if particle else [])
    objects += [c for c in verb.below("xcomp", "ccomp") if _is_gerund(c) or not is_verbal(c)]
    objects = [o for o in objects if o.lower not in scene.cues.days and (kind != "threat" or _deed(o, scene))]
    if not objects:
        return None
    last = max(o.i for o in objects)
    wanted = {*row["prepositions"].split(), "as"}
    extra = [c for c in verb.below("prep") if c.i > last and c.lower in wanted]
    return Frame([t for o in objects + extra for t in o.subtree()], kind, "object")


def _deed(noun: Token, scene: Scene) -> bool:
    """As in "threatened a boycott": what is threatened, and not whom."""
    owned = [c for c in noun.below("det", "poss") if c.lower not in ("a", "an", "more", "further")]
    return noun.tag == "NN" and not owned and noun.lemma not in scene.cues.actors | scene.cues.places


def _is_gerund(verb: Token) -> bool:
    """As in "denied shelling", "admitted having sold"."""
    return verb.tag == "VBG" or any(c.tag == "VBG" for c in verb.below("aux"))


def _shown(verb: Token, row: Row, scene: Scene) -> str:
    """As in "The footage showed soldiers firing": documents tell by what they show."""
    subject = subject_of(verb) if row["clause"] == "statement" else None
    return "statement" if subject is not None and subject.lemma in scene.cues.documents else ""


def _called(verb: Token) -> list[Token]:
    """As in "Called the killing a crime": object and predicate."""
    parts = [c for c in verb.children if c.i > verb.i and c.dep in ("dobj", "oprd", "ccomp", "xcomp")]
    named = any(c.dep == "oprd" or (c.dep in ("ccomp", "xcomp") and not is_verbal(c)) for c in parts)
    return [t for c in parts for t in c.subtree()] if named and not is_passive(verb) else []


def _prepositional(verb: Token, row: Row, scene: Scene) -> Frame | None:
    wanted = scene.cues.prepositions[row["verb"], row["particle"]]
    if not wanted or not row["prepositional"]:
        return None
    found = [o for p in verb.below("prep") if p.lower in wanted for o in p.below("pobj", "pcomp")]
    found = [o for o in found if o.lower not in scene.cues.days and not _is_medium(o, scene)]
    reduced = verb.dep in ("acl", "amod") and verb.lemma not in scene.cues.suspicions
    anonymous = is_passive(verb) and row["prepositional"] in HEARSAY and not reduced
    tokens = [t for o in found for t in o.subtree()]
    return Frame(tokens, row["prepositional"], "preposition", anonymous) if found else None


def medium(verb: Token, scene: Scene) -> Span | None:
    """The outlet that was spoken to: "told the BBC", "in an interview with Reuters"."""
    speaking = [c for c in verb.below("advcl") if c.tag == "VBG" and c.lemma in _SPEAKING]
    heard = verb.below("dative", "dobj") + [n for v in (verb, *speaking) for n in _after_prepositions(v)]
    heard += [deep for noun in heard for deep in _after_prepositions(noun)]
    return next((noun_phrase(noun) for noun in heard if _is_medium(noun, scene)), None)


def _after_prepositions(word: Token) -> list[Token]:
    return [o for p in word.below("prep", "dative") if p.lower in _MEDIUM_PREPOSITIONS for o in p.below("pobj")]


def _is_medium(noun: Token, scene: Scene) -> bool:
    names = [noun, *noun.below("compound", "nmod", "amod")] if noun.pos == "PROPN" else [noun]
    if noun.pos not in ("PROPN", "NOUN"):
        return False
    phrase = scene.parse.text(noun_phrase(noun)).lower().removeprefix("the ")
    return any(t.lower in scene.cues.media for t in names) or phrase in scene.cues.outlets


def cue_only(
    verb: Token, source: Token | None, source_span: Span | None, content: Span, rule: str, scene: Scene
) -> Attribution:
    """An attribution whose content is a quotation and not a complement in the parse."""
    _, particle = verb_row(verb, scene.cues)
    cue = cue_span(scene, verb, particle)
    pronoun = relative_subject(verb)
    relative = pronoun.span if pronoun is not None else None
    return Attribution(source, source_span, cue, verb, (content,), medium(verb, scene), "statement", rule, relative)
