"""Does the name of a place stand for the place, or for those who govern from it?

Syntax and the class of the governing word decide (`actors/metonymy.csv`); what they leave open keeps both readings,
with weights.  *Moscow rejected the offer* is an actor, *talks in Moscow* a place, *missiles for Moscow* an actor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.knowledge import Knowledge
from dateline.parse import Token
from dateline.reading.names import Hit, Sense
from dateline.rules.arguments import is_passive

PLACE, LIKELY, OPEN, UNLIKELY, ACTOR = 1.0, 0.8, 0.5, 0.2, 0.0
OPEN_LAND = 0.4  # what is done to a state and to its land alike: *invaded Kuwait*
# What a name stands for where its sentence decides nothing: cities that govern nobody are places.
PRIOR = {"country": 0.3, "entity": 0.3, "capital": 0.5, "seat": 0.2, "body": 0.1, "region": 0.5, "place": 0.8}
LANDS = frozenset({"country", "entity", "region"})
HARDLY_TOWNS = frozenset({"seat", "body"})


@dataclass(frozen=True, slots=True)
class Weight:
    """How far a name means the place (0: the actor for certain, 1: the place), and which rule says so."""

    place: float
    rule: str


def place_weight(token: Token, hit: Hit, sense: Sense, know: Knowledge) -> Weight:
    """The weight of the place reading of the name `hit` that ends at or around `token`.

    Names of other kinds (nationalities, persons, organisations) are never places: weight 0.
    """
    if sense.kind not in PRIOR:
        return Weight(ACTOR, "metonymy.kind")
    found = _Position(_head(token, hit), sense, words(know)).weight()
    return found or Weight(PRIOR[sense.kind], "metonymy.prior")


def words(know: Knowledge) -> Mapping[str, frozenset[str]]:
    """The words of metonymy.csv by class."""
    return know.actors["metonymy"].words_by_class


def _head(token: Token, hit: Hit) -> Token:
    """The word of the name that the rest hangs on."""
    while hit.first <= token.head.i <= hit.last and token.head is not token:
        token = token.head
    return token


@dataclass(frozen=True, slots=True)
class _Position:
    """A name in its sentence."""

    token: Token
    sense: Sense
    words: Mapping[str, frozenset[str]]

    def weight(self) -> Weight | None:
        """By the suffix that follows, then by the grammatical function."""
        if suffix := self._suffix():
            return suffix
        if self._dateline():
            return Weight(PLACE, "metonymy.dateline")
        token = self.token
        seen = 0
        while token.dep in ("conj", "appos") and token.head is not token and seen < 9:  # reads as what it is joined to
            token, seen = token.head, seen + 1
        by_function = {
            "pobj": self._governed, "nsubj": self._subject, "nsubjpass": self._subject, "dobj": self._object,
            "poss": self._possessor, "compound": self._modifier, "nmod": self._modifier, "amod": self._modifier,
        }  # fmt: skip
        if token.dep == "dative":
            return Weight(ACTOR, "metonymy.dative")
        return by_function[token.dep](token) if token.dep in by_function else None

    def _is(self, token: Token, kind: str) -> bool:
        return token.lemma in self.words[kind] or token.lower in self.words[kind]

    def _suffix(self) -> Weight | None:
        """*Kabul-based*, *Moscow-backed*."""
        tokens, i = self.token.sent.tokens, self.token.i - self.token.sent.tokens[0].i
        if i + 2 < len(tokens) and tokens[i + 1].text == "-":
            if tokens[i + 2].lower in self.words["suffix_place"]:
                return Weight(PLACE, "metonymy.suffix")
            if tokens[i + 2].lower in self.words["suffix_actor"]:
                return Weight(ACTOR, "metonymy.suffix")
        return None

    def _dateline(self) -> bool:
        """*KABUL (Agency) -*, *Nairobi, 3 May -*: the first words of a report."""
        tokens, token = self.token.sent.tokens, self.token
        if token.i - tokens[0].i > 2 or not (token.text.isupper() or token.sent.index < 2):
            return False
        behind = [t for t in tokens[:14] if t.i > token.i]
        dash = next((k for k, t in enumerate(behind) if t.text in ("-", "--", "–", "—")), None)
        if dash is None or any(t.pos in ("VERB", "AUX") for t in behind[:dash]):  # "Russia expelled 12 - a record"
            return False
        return token.text.isupper() or any(t.text == "(" or t.pos == "NUM" for t in tokens[:6])

    def _governed(self, token: Token) -> Weight | None:
        preposition, governor = token.head, token.head.head
        lower = preposition.lower
        if lower in self.words["locative"]:
            trusting = lower == "in" and self._is(governor, "trusting")
            return Weight(UNLIKELY, "metonymy.trust") if trusting else Weight(PLACE, "metonymy.locative")
        if lower in self.words["aimed"]:
            return self._aimed(lower, governor)
        if lower in self.words["partner"]:
            border = lower == "with" and self._is(governor, "with_place")
            return Weight(LIKELY if border else ACTOR, "metonymy.partner")
        if lower == "between":
            between = self._is(governor, "between_place")
            return Weight(PLACE if between else ACTOR, "metonymy.between")
        if lower == "over":
            return Weight(LIKELY if self._is(governor, "over_place") else OPEN, "metonymy.over")
        return self._on_or_of(lower, governor)

    def _on_or_of(self, lower: str, governor: Token) -> Weight | None:
        if lower not in ("on", "of", "upon"):
            return None
        if lower == "of" and governor.pos == "ADP":  # "out of Sudan"
            return Weight(LIKELY, "metonymy.out-of")
        kind = "of" if lower == "of" else "on"
        objects = governor.below("dobj") if governor.pos == "VERB" else []
        for word in (governor, *objects):
            if self._is(word, f"{kind}_actor"):
                return Weight(ACTOR, f"metonymy.{kind}")
            if self._is(word, f"{kind}_place"):
                land = self.sense.kind in LANDS and self._is(word, "land_object")
                return Weight(OPEN_LAND if land else LIKELY, f"metonymy.{kind}")
        return None

    def _aimed(self, lower: str, governor: Token) -> Weight | None:
        """*Flew to Moscow*, *sent troops to Mali*, but *aid to Mali*, *a letter to Moscow*."""
        objects = [c for c in governor.children if c.dep in ("dobj", "nsubjpass")] if governor.pos == "VERB" else []
        people = any(self._is(t, "sent_people") for t in objects)
        if lower == "for":
            going = self._is(governor, "motion") and governor.pos in ("VERB", "ADJ")
            return Weight(LIKELY if going else ACTOR, "metonymy.for")
        if self._is(governor, "motion") or people:
            return Weight(LIKELY, "metonymy.motion")
        if self._is(governor, "transfer") or any(self._is(t, "transfer") for t in objects):
            return Weight(ACTOR, "metonymy.transfer")
        if lower == "from":  # "fired from Lebanon", "families from Abkhazia"
            return Weight(LIKELY if governor.pos == "VERB" else OPEN + 0.1, "metonymy.from")
        return None

    def _subject(self, token: Token) -> Weight | None:
        verb = token.head
        if token.dep == "nsubjpass" or is_passive(verb):
            hit = self._is(verb, "place_object")
            land = self.sense.kind in LANDS and self._is(verb, "land_object")
            return Weight((OPEN_LAND if land else PLACE) if hit else UNLIKELY, "metonymy.passive")
        if self._is(verb, "place_subject"):
            return Weight(LIKELY, "metonymy.subject")
        said = [c for c in verb.children if c.dep in ("attr", "acomp", "advmod") and c.i > verb.i]
        if verb.lemma == "be" and any(self._is(c, "place_complement") for c in said):
            return Weight(LIKELY, "metonymy.complement")
        return Weight(ACTOR, "metonymy.subject")

    def _object(self, token: Token) -> Weight | None:
        verb = token.head
        if self._is(verb, "speech_object") and not (self._is(verb, "place_object") and self.sense.kind == "place"):
            return Weight(ACTOR, "metonymy.object")
        reason = any(c.dep == "prep" and c.lower in ("for", "over") and c.i > token.i for c in verb.children)
        if self._is(verb, "place_object") and not (reason and self._is(verb, "land_object")):
            land = self.sense.kind in LANDS and self._is(verb, "land_object")
            return Weight(OPEN_LAND if land else PLACE, "metonymy.object")
        return Weight(UNLIKELY, "metonymy.object")

    def _possessor(self, token: Token) -> Weight | None:
        place = self._is(token.head, "locale")
        return Weight(LIKELY if place else ACTOR, "metonymy.possessor")

    def _modifier(self, token: Token) -> Weight | None:
        """*The Geneva talks*, *Washington officials*."""
        noun = token.head
        if self._is(noun, "office_noun") and self.sense.kind != "place":
            return Weight(ACTOR, "metonymy.modifier")
        if self.sense.kind in HARDLY_TOWNS:
            return Weight(LIKELY if self._is(noun, "locale") else ACTOR, "metonymy.modifier")
        if self._is(noun, "venue_noun") or self._is(noun, "locale"):
            return Weight(LIKELY, "metonymy.modifier")
        return None
