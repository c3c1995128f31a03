"""Which earlier mention a pronoun, a pair or *the council* points to: recency, subjecthood, agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Token
from dateline.reading.names import Hit, plain
from dateline.reading.phrases import actor_words, role_of, roles
from dateline.reading.setting import NOT_STATES
from dateline.rules.arguments import coordinated
from dateline.types import Mention

PERSONAL = frozenset({"he", "she", "him", "his", "her", "himself", "herself"})
SINGULAR = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "themselves", "both", "theirs"})
FIRST = frozenset({"i", "we", "me", "us", "my", "our", "mine", "ours", "myself", "ourselves"})
FEMALE = frozenset({"she", "her", "herself"})
LOOK_BACK = 4  # sentences
FAR = 12  # sentences that a definite title reaches back
KINDS = {
    "personal": frozenset({"person"}),
    "singular": frozenset({"country", "group"}),
    "plural": frozenset({"person", "group", "country", "other"}),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A resolved mention with what reference needs: its kind, number, place and grammatical rank."""

    mention: Mention
    kind: str  # person, country, group, other
    plural: bool
    sentence: int
    token: int
    root: int  # the first of a coordination: "Russia and North Korea" is one group
    subject: bool
    nouns: frozenset[str] = frozenset()  # roles and the last word of the name: "minister", "council"
    gender: str = ""  # m, f or unknown


@dataclass(frozen=True, slots=True)
class Past:
    """What a document has told so far: its names and, by sentence, its resolved mentions."""

    parse: Parse
    know: Knowledge
    hits: Mapping[int, Hit]
    on: str | None
    history: Sequence[Sequence[Known]]


def kind_of(token: Token, mention: Mention, past: Past) -> str:
    """Is the mention a person, a country, a group, or a thing that only stands for an actor (other)?"""
    if token.lower in PERSONAL:
        return "person"
    hit = past.hits.get(token.i)
    sense = hit.sense(past.on) if hit else None
    if sense and sense.kind != "place":
        if sense.kind == "person":
            return "person"
        if not mention.rule.endswith("(modifier)"):
            return "country" if sense.kind in ("country", "capital") else "group"
    role = role_of([token], roles(past.know))
    if role and role[0]["kind"] in ("person", "spokesperson"):
        return "person"
    if token.pos == "PROPN" and (mention.name or "offices.csv" in mention.rule):
        return "person"
    return "other" if mention.rule.endswith("(modifier)") else "group"


def known_of(token: Token, mentions: Sequence[Mention], past: Past, nouns: frozenset[str]) -> list[Known]:
    """The entries that a resolved phrase adds to the history; `nouns`: what it may be called later."""
    kind = kind_of(token, mentions[0], past)
    root = token
    while root.dep == "conj" and root.head is not root:
        root = root.head
    subject = root.dep in ("nsubj", "nsubjpass")
    hit = past.hits.get(token.i)
    sense = hit.sense(past.on) if hit else None
    one = sense is not None and (sense.kind == "country" or sense.kind.startswith("org-"))  # "the FARC"
    plural = (token.plural and not one) or len(mentions) > 1 or token.lower in PLURAL
    gender = _gender(token, mentions[0].name, past.know)
    return [Known(m, kind, plural, token.sent.index, token.i, root.i, subject, nouns, gender) for m in mentions]


def _gender(token: Token, name: str | None, know: Knowledge) -> str:
    """Of which sex somebody is told to be (*spokeswoman*, *Mr*, *Queen*, a given name): m, f or unknown."""
    if token.lower in PERSONAL:
        return "f" if token.lower in FEMALE else "m"
    classes = actor_words(know)
    words = {token.lower, *(c.lower.rstrip(".") for c in token.children if c.dep == "compound")}
    noun = token.lower if token.pos == "NOUN" else ""  # not "Jane Freeman"
    if words & classes["female"] or noun.endswith("woman"):
        return "f"
    if words & classes["male"] or noun.endswith("man"):
        return "m"
    row = know.actors["given_names"].get(plain(name or "").split(" ")[0])
    return row["gender"] if row else ""


def antecedents(token: Token, past: Past) -> tuple[tuple[Mention, ...], ...]:
    """Possible antecedents of a pronoun, likeliest first: recency, subjecthood, agreement in kind."""
    lower = token.lower
    number = (
        "personal" if lower in PERSONAL else "singular" if lower in SINGULAR else "plural" if lower in PLURAL else ""
    )
    if not number:
        return ()
    barred = frozenset() if token.dep == "poss" or lower.endswith("sel") else co_arguments(token, past)
    scored = [
        (_score(k, back, token, number), -k.token, _together(k, known, number))
        for back, known in before(token, past, LOOK_BACK)
        for k in known
        if _fits(k, known, back, token, number, past) and identity(k.mention) not in barred
    ]
    if not scored and (ahead := _cataphor(token, number, past)):
        return (ahead,)
    if number == "plural" and not scored and (body := last_body(token, past, 2)):
        return (body,)
    if number == "plural" and not scored and (pair := last_pair(token, past)):
        return (tuple(Mention(token.span, token.text, c, rule="reference.pair") for c in pair),)
    ordered: list[tuple[Mention, ...]] = []
    for _, _, group in sorted(scored, key=lambda s: (-s[0], s[1])):
        if group not in ordered:
            ordered.append(group)
    return tuple(ordered)


def before(token: Token, past: Past, reach: int) -> Iterator[tuple[int, list[Known]]]:
    """What was mentioned before the token: (sentences back, mentions in order)."""
    here = token.sent.index
    for back in range(min(reach, here + 1)):
        if here - back < len(past.history):
            yield back, [k for k in past.history[here - back] if k.token < token.i]


def _fits(k: Known, known: Sequence[Known], back: int, token: Token, number: str, past: Past) -> bool:
    if number == "plural":
        several = k.plural or len({o.token for o in known if o.root == k.root}) > 1
        return several and k.kind in KINDS["plural"]
    if k.plural:
        return False
    if number == "personal":
        gender = "f" if token.lower in FEMALE else "m"
        return k.kind == "person" and _gender_of(k, past) in ("", gender)
    # "in the Ottoman years, when it ruled": an adjective of the same sentence will do
    return k.kind in KINDS["singular"] or (k.kind == "person" and back > 0) or (k.kind == "other" and back == 0)


def last_body(token: Token, past: Past, reach: int) -> tuple[Mention, ...]:
    """*The Taliban … they*, *the group*: the last named body."""
    for back, known in before(token, past, reach):
        subject = [k for k in known if k.subject and k.kind == "group" and not _guessed(k.mention)]
        if back == 0 and subject and not subject[-1].plural:  # "the ministry called him … when they offered"
            return (subject[-1].mention,)
        for k in reversed(known):
            if k.kind == "group" and k.mention.name:
                return (k.mention,)
    return ()


def _gender_of(known: Known, past: Past) -> str:
    """As told anywhere so far: *Jana Kralova … She asked him*."""
    if known.gender or not known.mention.name:
        return known.gender
    told = (k.gender for s in past.history for k in s if k.gender and k.mention.name == known.mention.name)
    return next(told, "")


def identity(mention: Mention) -> tuple[str, str]:
    """What makes two mentions the same actor: the name of a person, else the code."""
    return (mention.name or "", "" if mention.name else mention.code or "")


def co_arguments(token: Token, past: Past) -> frozenset[tuple[str, str]]:
    """Who is the subject of the clause in which the token is no subject: *Japan urged measures against it*."""
    for governor in token.ancestors():
        if governor.pos in ("VERB", "AUX"):
            subjects = [c for c in governor.children if c.dep in ("nsubj", "nsubjpass")]
            if not subjects and governor.dep in ("xcomp", "conj", "pcomp"):
                continue
            own = {t.i for c in subjects for t in c.subtree()}
            heads = {t.i for t in coordinated(subjects)}
            if token.i in own or governor.sent.index >= len(past.history):
                return frozenset()
            here = past.history[governor.sent.index]
            return frozenset(identity(k.mention) for k in here if k.token in heads)
    return frozenset()


def _cataphor(token: Token, number: str, past: Past) -> tuple[Mention, ...]:
    """*In its first reaction, Syria called …*: the subject that follows a fronted phrase."""
    for governor in token.ancestors():
        subject = next((c for c in governor.children if c.dep == "nsubj" and c.i > token.i), None)
        if governor.pos in ("VERB", "AUX") and subject is not None:
            hit = past.hits.get(subject.i)
            sense = hit.sense(past.on) if hit else None
            if sense is None or not sense.code or (sense.kind == "person") != (number == "personal"):
                return ()
            code = sense.code.split(";")[0]
            return (Mention(subject.span, past.parse.text(subject.span), code, None, sense.row),)
    return ()


def _score(k: Known, back: int, token: Token, number: str) -> float:
    distance = token.i - k.token if back == 0 else k.token
    odd = k.kind not in KINDS[number] and not (k.kind == "other" and back == 0)
    return 3.0 - back + 2.0 * k.subject - 1.5 * odd - 0.001 * distance


def _together(k: Known, known: Sequence[Known], number: str) -> tuple[Mention, ...]:
    same = [o for o in known if (o.root == k.root if number == "plural" else o.token == k.token)]
    return tuple(o.mention for o in same)


def titled(noun: str, token: Token, past: Past, kinds: frozenset[str], reach: int = FAR) -> tuple[Mention, ...]:
    """*The minister*, *the council*: the last one that was named as such; several if they were named as one group."""
    for _, known in before(token, past, reach):
        fitting = [
            k
            for k in reversed(known)
            if noun in k.nouns and not k.plural and k.kind in kinds and (k.mention.name or not _guessed(k.mention))
        ]
        if fitting:
            same = {identity(k.mention): k.mention for k in fitting if k.root == fitting[0].root}
            return tuple(same.values())
    return ()


def _guessed(mention: Mention) -> bool:
    return mention.rule.startswith("document.")


def last_of(
    token: Token, past: Past, kinds: frozenset[str], plural: bool, reach: int = LOOK_BACK
) -> tuple[Mention, ...]:
    """The last mention of one of the kinds and of this number."""
    for _, known in before(token, past, reach):
        for k in reversed(known):
            if k.kind in kinds and k.plural == plural and k.token != token.i:
                return tuple(o.mention for o in known if o.token == k.token)
    return ()


def last_pair(token: Token, past: Past) -> tuple[str, ...]:
    """Codes of the last two countries named together before the token; else of the last two named."""
    seen: list[str] = []
    for i in range(token.i - 1, -1, -1):
        code = _country_at(past, i)
        if code is None:
            continue
        joined = [c for c in (_country_at(past, t.i) for t in coordinated([past.parse.tokens[i]])) if c]
        if len(dict.fromkeys(joined)) == 2:
            return tuple(dict.fromkeys(joined))
        if code not in seen:
            seen.append(code)
    return tuple(reversed(seen[:2])) if len(seen) > 1 else ()


def _country_at(past: Past, i: int) -> str | None:
    """The country that a name ending at token i stands for as an actor."""
    hit = past.hits.get(i)
    sense = hit.sense(past.on) if hit and hit.last == i else None
    if sense is None or not sense.code or sense.kind not in ("country", "capital", "person", "seat", "adjective"):
        return None
    code = sense.code.split(";")[0].split()[0]
    return None if code in NOT_STATES else code
