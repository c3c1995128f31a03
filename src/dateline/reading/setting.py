"""The setting of a document: who publishes it, which country it is about, where a sentence plays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from dateline.knowledge import Knowledge
from dateline.parse import Parse, Sentence, Token, span_of
from dateline.reading.names import COUNTRY_KINDS, Hit, Sense, find_names
from dateline.reading.phrases import actor_words, is_opposed, role_of, roles
from dateline.text import clean
from dateline.types import Document, Mention, Span

# Codes that are not of a state: they never are the country that a report is about.
NOT_STATES = frozenset(
    {"IGO", "UNO", "EUR", "NGO", "IMG", "ISM", "MNC", "REG", "JRN", "REL", "CVL", "CRM", "EDU", "BUS"}
)
BODIES = frozenset({"EUR", "UNO", "IGO"})
# "Statement by the President of the Commission and the Prime Minister of Norway on …"
SIGNED = re.compile(r"\b(?:[Ss]tatement|[Dd]eclaration|[Cc]ommuniqu[eé]|[Ll]etter) (?:by|of|from|between) (.* and .*)")
# "United States-European Union Declaration on …", "EU–U.S. Summit Statement"
PAIRED = re.compile(r"^(.*\w\.?[-–]\w.*?) (?:Summit |Leaders['’] )?(?:Statement|Declaration|Communiqu[eé]|Summit)\b")
ISSUED = (
    re.compile(r"\b(?:[Ss]tatement|[Dd]eclaration|[Cc]ommuniqu[eé]) (?:by|of|from) (.*)"),
    re.compile(r"^(.*?)(?:['’]s?)? (?:Statement|Declaration|Communiqu[eé])\b"),
)
WORD = re.compile(r"\w+(?:[.'’]\w+)*\.?|[^\w\s]")
FIRST_PARAGRAPH = 2  # weight of a name in the lead


def plain_parse(text: str) -> Parse:
    """Words without syntax: each hangs on the last one.  For titles and names of publishers."""
    document = Document(id="plain", text=text)
    parse = Parse(document, clean(text), [], [])
    words = list(WORD.finditer(text))
    for i, m in enumerate(words):
        word = m.group()
        pos = "PROPN" if word[0].isupper() else "PUNCT" if not word[0].isalnum() else "NOUN"
        parse.tokens.append(Token(i, word, word.lower(), pos, "NN", "compound", m.start(), m.end()))
    if parse.tokens:
        sentence = Sentence(0, 0, parse.tokens, parse.tokens[-1])
        parse.sentences.append(sentence)
        for token in parse.tokens:
            token.sent = sentence
            token.head = parse.tokens[-1]
    return parse


def flat_reading(text: str, know: Knowledge, on: str | None) -> tuple[Mention, ...]:
    """The actors that a short text without syntax names (*Ministry of Foreign Affairs, Japan*), in order."""
    parse = plain_parse(text)
    hits = find_names(parse, know)
    spare = [t for t in parse.tokens if t.i not in hits]
    role = role_of(spare, roles(know))
    sector = role[0]["sector"] if role else ""
    found: dict[str, Mention] = {}
    for hit in {h.first: h for h in hits.values()}.values():
        sense = hit.sense(on)
        if sense and sense.code and sense.kind != "blocked":
            code = sense.code.split(";")[0]
            if len(code.split()) == 1 and sector and (sense.kind in COUNTRY_KINDS or sense.kind == "place"):
                code = f"{code} {sector}"
            span = span_of(parse.tokens[hit.first : hit.last + 1])
            found.setdefault(code.split()[0], Mention(span, parse.text(span), code, None, sense.row))
    if not found and role and sector:
        return (Mention(Span(0, len(text)), text, sector, None, "roles"),)
    return tuple(found.values())


def publishers(document: Document, know: Knowledge) -> tuple[Mention, ...]:
    """Who speaks in the report's own voice, where that is a political actor; several for a joint statement."""
    if not document.publisher:
        return ()
    found = tuple(
        m for m in flat_reading(document.publisher, know, document.published) if m.code and "JRN" not in m.code.split()
    )
    if not found:
        return ()
    parties = _parties(document, know) if document.title else []
    if issued := _issuer(document, know) if not parties else None:
        return (_as_party(issued),)
    mine = found[0].country
    if not parties:
        return found[:1]
    if mine not in {m.country for m in parties}:
        parties.append(found[0])
    return tuple(_as_party(m) for m in parties)


def _parties(document: Document, know: Knowledge) -> list[Mention]:
    """Who signs a joint statement: the actors that its title names before its subject (*on*, *about*)."""
    signed = re.split(r" (?:on|about|regarding|following|after) ", document.title or "")[0]
    by = SIGNED.search(signed) or PAIRED.search(signed)
    if not by and not {w.lower() for w in WORD.findall(signed)} & actor_words(know)["joint"]:
        return []
    found = flat_reading(by.group(1) if by else signed, know, document.published)
    parties = [m for m in found if m.country not in NOT_STATES - BODIES]
    return parties if len(parties) > 1 or not by else []


def _issuer(document: Document, know: Knowledge) -> Mention | None:
    """*Statement by NATO Heads of State and Government*: the body of states that speaks, whoever publishes it."""
    title = re.split(r" (?:on|about|regarding|following|after) ", document.title or "")[0]
    by = ISSUED[0].search(title) or ISSUED[1].search(title)
    named = flat_reading(by.group(1), know, document.published) if by else ()
    return next((m for m in named if m.country in BODIES), None)


def _as_party(mention: Mention) -> Mention:
    """Parties to a joint statement are states and bodies, not this or that office of theirs."""
    return Mention(mention.span, mention.text, mention.country, None, mention.rule)


def country_of(sense: Sense | None) -> str | None:
    """The state that a name points to, if it does."""
    if sense is None or not sense.code:
        return None
    if sense.kind not in COUNTRY_KINDS | {"person", "place"} and not sense.kind.startswith("org-"):
        return None
    code = sense.code.split(";")[0].split()[0]
    return None if code in NOT_STATES else code


def weigh_countries(parse: Parse, hits: Mapping[int, Hit], know: Knowledge, on: str | None) -> Counter[str]:
    """How much the document speaks of each country: its names counted, those of the lead more."""
    weight: Counter[str] = Counter()
    for i, hit in sorted(hits.items()):  # of several named equally often the first is the main one
        code = country_of(hit.sense(on)) if hit.first == i else None
        if code and not is_opposed(hit, parse.tokens[i], know):
            weight[code] += FIRST_PARAGRAPH if parse.tokens[i].sent.paragraph == 0 else 1
    return weight


def scene_of(token: Token, hits: Mapping[int, Hit], on: str | None, prepositions: frozenset[str]) -> str | None:
    """The country of the place where the sentence has the phrase act: *in Cairo, protesters …*."""
    for governor in token.ancestors():
        things = governor.below("dobj") if governor.pos == "VERB" else []  # "blocked streets in Hong Kong"
        for child in (c for g in (governor, *things) for c in _located(g, prepositions)):
            for place in child.below("pobj"):
                if (hit := hits.get(place.i)) and (code := country_of(hit.as_town(on))):
                    return code
        if governor.pos in ("VERB", "AUX"):
            return None
    return None


def _located(governor: Token, prepositions: frozenset[str]) -> Sequence[Token]:
    return [c for c in governor.children if c.dep == "prep" and c.lower in prepositions]
