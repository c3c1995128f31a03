"""Read a noun phrase as an actor: its name, its role, its country, from the phrase itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge import Knowledge, Row
from dateline.parse import Token
from dateline.reading.names import COUNTRY_KINDS, Hit, Sense
from dateline.reading.persons import by_surname

MODIFIERS = frozenset(
    {"compound", "amod", "nmod", "poss", "det", "nummod", "quantmod", "advmod", "predet", "case", "punct", "npadvmod"}
)
LONGEST_ROLE = 4
OPEN_ENDS = frozenset({"poss", "det", "case"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a noun phrase says of its referent; codes are of countries or organisations, without sector."""

    head: Token
    tokens: tuple[Token, ...]  # the words that make the mention, in order
    name: Sense | None  # the sense of the name that heads it
    role: Row | None  # the row of roles.csv
    bearers: tuple[tuple[Token, Sense], ...]  # names in it that give country or organisation
    proper: str | None  # the words of a personal name that no table has


def actor_words(know: Knowledge) -> Mapping[str, frozenset[str]]:
    """The words of words.csv by class."""
    return know.actors["words"].words_by_class


def left_words(head: Token) -> list[Token]:
    """The head with the modifiers in front of it, in order."""
    found = [head]
    for child in head.children:
        if child.i < head.i and child.dep in MODIFIERS:
            found += [t for t in child.subtree() if t.i < head.i]
    return sorted(set(found), key=lambda t: t.i)


class Roles(dict[str, Row]):
    """Rows of roles.csv by noun phrase; `ends`: the last words of the phrases."""

    ends: frozenset[str] = frozenset()


def roles(know: Knowledge) -> Roles:
    """The role lexicon."""
    made: Roles = know.made("roles", _roles)
    return made


def _roles(know: Knowledge) -> Roles:
    table = Roles((r["noun"], r) for r in know.actors["roles"].rows)
    table.ends = frozenset(noun.rpartition(" ")[2] for noun in table)
    return table


def role_heads(know: Knowledge) -> frozenset[str]:
    """The last words of all roles and epithets: what a phrase that means an actor by them ends in."""
    made: frozenset[str] = know.made("role_heads", _role_heads)
    return made


def _role_heads(know: Knowledge) -> frozenset[str]:
    return roles(know).ends | {r["phrase"].rpartition(" ")[2] for r in know.actors["epithets"].rows}


def forms(token: Token) -> tuple[str, ...]:
    """The word as the table of roles may have it: its lemma, itself, without a plural s."""
    lower = token.lower
    if lower.endswith("men"):  # the lemmatizer keeps "servicemen"
        return (token.lemma, lower, f"{lower[:-3]}man")
    return (token.lemma, lower, lower[:-1] if lower.endswith("s") and len(lower) > 3 else lower)


def role_of(words: Sequence[Token], table: Roles) -> tuple[Row, int, int] | None:
    """The longest role phrase that ends latest among the words: (row, first, last index in `words`)."""
    for last in range(len(words) - 1, -1, -1):
        if table.ends.isdisjoint(forms(words[last])):
            continue
        for length in range(min(LONGEST_ROLE, last + 1), 0, -1):
            front = " ".join(w.lower for w in words[last - length + 1 : last])
            for form in forms(words[last]):
                row = table.get(f"{front} {form}".strip())
                if row:
                    return row, last - length + 1, last
    return None


def read_phrase(head: Token, hits: Mapping[int, Hit], know: Knowledge, on: str | None) -> Phrase:
    """Take the phrase apart.  `on`: the date for which names are read."""
    words = left_words(head)
    hit = hits.get(head.i)
    actor = hit if hit and not _is_place(hit) else None
    table = roles(know)
    own = [w for w in words if w.dep not in OPEN_ENDS and not (_actor_at(hits, w) and w is not head)]
    considered = [w for w in own if w is not head or not hit]
    found = role_of(considered, table)
    row = _office_first(found, considered, table) if found and _heads(found, considered, head, hit) else None
    row = _split_title(head, own, table) or _longer(head, words, table) or _inner(head, considered, row, know) or row
    if row is None and not actor:
        # "Black Sea Fleet": the whole capitalised phrase ends in a role word
        tail = role_of([head], table)
        row = tail[0] if tail else None
    proper = _proper_name(words, head, hits, found) if head.pos == "PROPN" and not actor else None
    return Phrase(
        head, tuple(words), actor.sense(on) if actor else None, row, _bearers(words, head, hits, row, know, on), proper
    )


def _office_first(found: tuple[Row, int, int], words: list[Token], table: Roles) -> Row:
    """*Defence Minister General Sukhova*: the office, not the rank."""
    rank = found[0]["sector"] == "MIL" and words[found[2]].pos == "PROPN"
    before = role_of(words[: found[1]], table) if rank else None
    return before[0] if before and before[0]["sector"] == "GOV" and before[0]["kind"] == "person" else found[0]


def _split_title(head: Token, own: list[Token], table: Roles) -> Row | None:
    """*Secretary of Labour Jane Roe*: the parser hangs the name on the preposition."""
    if head.dep != "pobj" or head.pos != "PROPN" or head.head.lower not in ("of", "for") or len(own) < 2:
        return None
    title = head.head.head
    return next(
        (
            row
            for n in (2, 1)
            if (row := table.get(" ".join([title.lower, head.head.lower, *(w.lower for w in own[:n])])))
        ),
        None,
    )


def _inner(head: Token, considered: list[Token], row: Row | None, know: Knowledge) -> Row | None:
    """*Coast Guard units*, *NGO representatives*: people of the body that the modifier names."""
    if head.lemma not in actor_words(know)["part_head"] or head not in considered:
        return None
    front = considered[: considered.index(head)]
    found = role_of(front, roles(know))
    if (
        found is None
        or found[2] != len(front) - 1
        or found[0]["kind"] not in ("body", "group")
        or not found[0]["sector"]
    ):
        return None
    longest = row is not None and row["noun"].endswith(f"{front[-1].lower} {head.lemma}")
    return None if longest else found[0]


def _is_place(hit: Hit) -> bool:
    return hit.senses[0].kind == "place"


def _actor_at(hits: Mapping[int, Hit], token: Token) -> bool:
    hit = hits.get(token.i)
    return hit is not None and not _is_place(hit)


def _heads(found: tuple[Row, int, int], considered: list[Token], head: Token, hit: Hit | None) -> bool:
    """Is the role the head's own, or a title before a name?  Not *police* in *police station*."""
    return considered[found[2]] is head or head.pos == "PROPN" or bool(hit)


def _longer(head: Token, words: list[Token], table: Roles) -> Row | None:
    """*Secretary of State*, *minister for foreign affairs*: a role that its complement makes."""
    for child in head.children:
        if child.dep == "prep" and child.lower in ("of", "for"):
            for inner in child.below("pobj"):
                tail = [w.lower for w in left_words(inner) if w.dep != "poss"]
                for length in range(min(3, len(words)), 0, -1):
                    front = [*(w.lower for w in words[-length:-1]), head.lemma]
                    if row := table.get(" ".join([*front, child.lower, *tail])):
                        return row
    return None


def _bearers(
    words: list[Token], head: Token, hits: Mapping[int, Hit], row: Row | None, know: Knowledge, on: str | None
) -> tuple[tuple[Token, Sense], ...]:
    """Names in the phrase that say whose it is: nationalities, bodies, places, leaders; in this order."""
    own = hits.get(head.i)
    seen: set[tuple[int, int]] = {(own.first, own.last)} if own else set()
    found: list[tuple[int, Token, Sense]] = []
    prepositions, leaving = actor_words(know)["place_preposition"], actor_words(know)["leaving"]
    behind = _complements(head, prepositions)
    for token in [*words, *_coordinated_modifiers(words), *behind]:
        hit = hits.get(token.i)
        if not hit and (ruler := _ruler(token, row, know, on)):
            found.append((2, token, ruler))
        if not hit or (hit.first, hit.last) in seen or is_opposed(hit, token, know):
            continue
        seen.add((hit.first, hit.last))
        sense = hit.sense(on)
        rank = _bears(sense, token, row, leaving) if sense and sense.code else None
        if sense and rank is not None:
            found.append((rank, token, sense))
    best = min((r for r, _, _ in found), default=0)
    likely = [(token, sense) for rank, token, sense in found if rank == best]
    inside = [(token, sense) for token, sense in likely if token not in behind]
    return tuple(inside if inside and best == 0 else likely)  # "U.S. troops in Iraq": not Iraq's


def _ruler(token: Token, row: Row | None, know: Knowledge, on: str | None) -> Sense | None:
    """*The Putin regime*, *the Howard government*: of the one head of a government with that surname."""
    if row is None or token.pos != "PROPN" or token.dep not in ("compound", "nmod", "amod", "poss"):
        return None
    led = row["noun"].split()[-1] in actor_words(know)["led"]
    return by_surname(token.text, on, know, sector="GOV") if led else None


def _bears(sense: Sense, token: Token, row: Row | None, words: frozenset[str]) -> int | None:
    """How well a name says whose somebody is (0 best), None: not at all."""
    envoy = row is None or (row["sector"] == "GOV" and row["kind"] == "person")
    if envoy and token.dep == "pobj" and token.head.lower == "for":  # "envoy for Ukraine", not "spokesman for Ukraine"
        return None
    if sense.kind == "country" and token.dep == "compound" and _fronted(token):
        return None
    if token.dep == "pobj" and token.head.lower == "from" and is_withdrawn(token.head.head, words):
        return None
    if sense.kind in COUNTRY_KINDS or sense.kind.startswith("org-") or sense.kind in ("region", "regionadj"):
        return 0
    if sense.kind == "place":
        return 1
    if sense.kind == "person" and token.dep in ("compound", "nmod", "poss", "amod", "pobj"):
        return 2  # "the Trump administration", "an ally of Putin"
    return None


def is_withdrawn(head: Token, leaving: frozenset[str]) -> bool:
    """*The withdrawal of its forces from Panama*: they are not of Panama."""
    return head.dep == "pobj" and head.head.lower == "of" and head.head.head.lemma in leaving


def _fronted(token: Token) -> bool:
    """*In Turkey Minister Ellwood met …*: a place without its comma."""
    first = token.sent.tokens[0]
    return token.i == first.i + 1 and first.pos == "ADP"


def is_opposed(hit: Hit, token: Token, know: Knowledge) -> bool:
    """*pro-Beijing*, *anti-Russian*, *Iran-backed*: not of the country that the word names."""
    tokens, offset = token.sent.tokens, token.sent.tokens[0].i
    before, after = hit.first - offset, hit.last - offset
    words = actor_words(know)
    if before >= 2 and tokens[before - 1].text == "-" and tokens[before - 2].lower in words["opposed"]:
        return True
    return after + 2 < len(tokens) and tokens[after + 1].text == "-" and tokens[after + 2].lower in words["backed"]


def _coordinated_modifiers(words: list[Token]) -> list[Token]:
    return [c for w in words for c in w.children if c.dep == "conj" and w.dep in ("amod", "compound", "nmod", "poss")]


def _complements(head: Token, prepositions: frozenset[str]) -> list[Token]:
    """*president of France*, *officials from Iran and Qatar*: names behind the head."""
    found: list[Token] = []
    for child in head.children:
        if child.dep == "prep" and child.lower in prepositions:
            stack = child.below("pobj")
            while stack:
                token = stack.pop(0)
                found += [token, *(w for w in left_words(token) if w is not token)]
                stack += token.below("conj")
    return found


def _proper_name(
    words: list[Token], head: Token, hits: Mapping[int, Hit], found: tuple[Row, int, int] | None
) -> str | None:
    names: list[str] = []
    last = found[0]["noun"].split()[-1] if found else ""
    for token in reversed(words):
        if token.pos != "PROPN" or _actor_at(hits, token) or (names and token.dep == "poss"):
            break
        if last and last in forms(token):
            break
        names.append(token.text)
    return " ".join(reversed(names)) or None
