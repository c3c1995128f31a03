"""Which statements are claims, of which kind, and whose: the rules of data/ledger/claims.toml applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from dateline.ledger.claims.rules import ClaimKind, ClaimRule, ClaimRules, Holder, claim_rules
from dateline.ledger.nouns import Entry
from dateline.types import Document, Mention, Statement, Voice

NOBODY = ("unnamed", "class", "anonymous")
EVENTS = "events"  # the stage of the reading that codes acts
MASKED = ("class", "anonymous")


class Speaker(msgspec.Struct, frozen=True, order=True):
    """Whose claim it is: `name` of a person, organisation or publisher, `code` (RUS GOV), `text` as it stands.

    `institution`: the words by which bearers of one code differ (foreign ministry).  `alone`: the id of the
    document in which it speaks, for sources that cannot be known again in another report; else empty.
    """

    name: str
    code: str
    text: str
    institution: str = ""
    alone: str = ""

    @property
    def country(self) -> str:
        """The first part of the code."""
        return self.code.split(" ")[0]

    def key(self) -> tuple[str, str, str]:
        """Equal for the same speaker: a name within its country, else the code."""
        if self.name:
            return (self.alone, self.country, self.name.casefold())
        return (self.alone, self.code or self.text.casefold(), "")

    def same(self, other: Speaker) -> bool:
        """Is it strictly the same speaker: same name, or without a name the same code and institution?"""
        return self.key() == other.key() and self.institution == other.institution and not self.alone

    def words(self) -> str:
        """`Sergei Lavrov (RUS GOV)`."""
        known = self.name or self.text
        return f"{known} ({self.code})" if known and self.code else known or self.code


class Finding(msgspec.Struct, frozen=True):
    """What a statement claims: the kind, the rule that says so, whose claim it is."""

    kind: ClaimKind
    rule: str
    speakers: tuple[Speaker, ...]


def claim_kind(statement: Statement, rules: ClaimRules | None = None) -> ClaimKind | None:
    """The kind of claim that the statement is, or None."""
    rule = claim_rule(statement, rules or claim_rules())
    return rule.kind if rule else None


def claim_rule(statement: Statement, rules: ClaimRules) -> ClaimRule | None:
    """The first rule that holds of the statement."""
    held = holder(statement, rules)
    return next((rule for rule in rules.rule if _holds(rule, statement, held, rules)), None)


def finding(entry: Entry, names: Mapping[tuple[str, str], str], rules: ClaimRules) -> Finding | None:
    """The claim of a statement of the ledger; None where it is none or nobody can be held to it.

    `names`: see `full_names`.
    """
    rule = claim_rule(entry.statement, rules)
    speakers = _speakers(rule, entry, names, rules) if rule else ()
    return Finding(rule.kind, rule.id, speakers) if rule and speakers else None


def speaks(statement: Statement, rules: ClaimRules) -> bool:
    """Is the act of the statement the saying itself: a promise, a threat, an accusation, a refusal?"""
    if statement.factuality.status != "actual":
        return False
    if statement.event not in rules.speech_events:
        return statement.event == "REJECT"
    rule = claim_rule(statement, rules)
    return bool(rule and rule.speech)


def teller(statement: Statement) -> Voice | None:
    """The innermost voice that is somebody: named, or resolved to a code."""
    return next((v for v in reversed(statement.attribution) if _somebody(v)), None)


def _somebody(voice: Voice) -> bool:
    return bool(voice.name or voice.code) or voice.source_kind not in NOBODY


def holder(statement: Statement, rules: ClaimRules) -> Holder:
    """Who holds the content of the statement: the report, the actor's side, another party, a medium, or nobody."""
    voice = teller(statement)
    if voice is None:
        return "nobody" if statement.attribution else "report"
    if any(same_side(voice, mention, rules) for mention in statement.actor):
        return "own"
    return "media" if _media(voice, rules) else "other"


def _media(voice: Voice, rules: ClaimRules) -> bool:
    return voice.source_kind == "media" or bool(rules.media_sectors & set((voice.code or "").split(" ")))


def same_side(voice: Voice, mention: Mention, rules: ClaimRules) -> bool:
    """Is the actor the voice itself, or does the voice speak for the same state or group?"""
    if (voice.name and mention.name and voice.name == mention.name) or voice.span.overlaps(mention.span):
        return True
    ours, theirs = voice.code or "", mention.code or ""
    if not ours or not theirs or ours.split(" ")[0] != theirs.split(" ")[0]:
        return False
    mine, other = set(ours.split(" ")[1:]) or {""}, set(theirs.split(" ")[1:]) or {""}
    if mine <= rules.state_sectors and other <= rules.state_sectors:
        return True
    return mine == other and not mine & rules.crowds


def _holds(rule: ClaimRule, statement: Statement, held: Holder, rules: ClaimRules) -> bool:
    fact = statement.factuality
    asked = (
        (rule.events, statement.event), (rule.modes, statement.mode), (rule.statuses, fact.status),
        (rule.moods, fact.mood), (rule.tenses, fact.time), (rule.holders, held),
        (rule.quads, statement.codes.quad if statement.codes else None),
    )  # fmt: skip
    if any(allowed and value not in allowed for allowed, value in asked):
        return False
    if rule.background is not None and rule.background != statement.background:
        return False
    if fact.status == "negated" and not plainly_negated(statement):
        return False
    if rule.known_actor and not _known(statement.actor):
        return False
    return _worded(rule, statement) and _voiced(rule, statement, rules)


def plainly_negated(statement: Statement) -> bool:
    """Is the act itself negated, and not a plan, promise or possibility of it (*will not tire in the resolve to help*,
    *did not keep the promise to help*)?"""
    for operator in statement.factuality.operators:
        if operator.force == "negated":
            return True
        if operator.force in ("planned", "possible") and operator.rule.startswith(("governor.", "infinitive.")):
            return False
    return True


def _worded(rule: ClaimRule, statement: Statement) -> bool:
    operators = [o.rule for o in statement.factuality.operators]
    if any(o.startswith(rule.without) for o in operators):
        return False
    if rule.having and not any(o.startswith(rule.having) for o in operators):
        return False
    return not rule.coded_by or any(s.stage == EVENTS and s.rule in rule.coded_by for s in statement.steps)


def _voiced(rule: ClaimRule, statement: Statement, rules: ClaimRules) -> bool:
    voice = teller(statement)
    if rule.public_speaker and (voice is None or not voice.code or set(voice.code.split(" ")) & rules.crowds):
        return False
    if rule.voices and rule.speaker == "denier":
        return _denier(rule, statement) is not None
    return not rule.voices or (voice is not None and voice.kind in rule.voices)


def _denier(rule: ClaimRule, statement: Statement) -> Voice | None:
    return next((v for v in reversed(statement.attribution) if v.kind in rule.voices and _somebody(v)), None)


def _known(actors: Sequence[Mention]) -> bool:
    codes = [set(m.code.split(" ")) for m in actors if m.code]
    return len(codes) == len(actors) > 0 and not any({"UNK", "CRM", "UAF"} & code for code in codes)


def _speakers(
    rule: ClaimRule, entry: Entry, names: Mapping[tuple[str, str], str], rules: ClaimRules
) -> tuple[Speaker, ...]:
    statement, document = entry.statement, entry.document
    if rule.speaker == "publisher":
        return publisher(document)
    if rule.speaker == "actor":
        actors = _deniers(statement) if rule.kind == "denial" else statement.actor
        found = [speaker_of(m, document, names, rules) for m in actors]
        return tuple(s for s in dict.fromkeys(found) if s.code or s.name)
    voice = _denier(rule, statement) if rule.speaker == "denier" else teller(statement)
    if voice and voice.source_kind in MASKED and not voice.name and holder(statement, rules) == "own":
        mine = [m for m in statement.actor if same_side(voice, m, rules)]  # unnamed officials speak for their side
        return tuple(dict.fromkeys(speaker_of(m, document, names, rules) for m in mine))
    return (speaker_of(voice, document, names, rules),) if voice else ()


def _deniers(statement: Statement) -> Sequence[Mention]:
    """The actors that stand before the word of denial; else all."""
    words = [o.span for o in statement.factuality.operators if o.mood == "denial"]
    return [m for m in statement.actor if words and m.span < min(words)] or statement.actor


def publisher(document: Document) -> tuple[Speaker, ...]:
    """The speaker of what a report says itself; empty where the publisher is not known."""
    return (Speaker(document.publisher, "", document.publisher),) if document.publisher else ()


def speaker_of(
    source: Voice | Mention, document: Document, names: Mapping[tuple[str, str], str], rules: ClaimRules
) -> Speaker:
    """The speaker that a voice or an actor is.  A bare country speaks by its government: `RUS` is `RUS GOV`.

    A spokesman without a name is the side that he speaks for; persons keep their names.
    """
    text = " ".join(source.span.of(document.text).split())
    code = _official(source.code or "", rules)
    person = isinstance(source, Voice) and source.source_kind == "person"
    named = source.name or (text if person and not code and text[:1].isupper() else "")
    name = names.get((code.split(" ")[0], named.casefold()), named) if named else ""
    alone = "" if name or _recurs(source, code, rules) else document.id
    found = "" if name else " ".join(w for w in text.casefold().split() if w in rules.institutions)
    return Speaker(name, code, "" if text.casefold() in rules.pronouns and code else text, found, alone)


def _official(code: str, rules: ClaimRules) -> str:
    return f"{code} GOV" if len(code) == 3 and code not in rules.organisations | rules.kinds_only else code


def _recurs(source: Voice | Mention, code: str, rules: ClaimRules) -> bool:
    """Can the nameless bearer of this code be taken for the same in another report?"""
    if not code or set(code.split(" ")) & rules.crowds:
        return False
    return not (isinstance(source, Voice) and source.source_kind in MASKED and " " not in code)


def full_names(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Country and a name (casefolded) to the one name of two words or more in which all its longer forms end:
    `("RUS", "lavrov")` and `("RUS", "minister sergei lavrov")` → Sergei Lavrov.

    A short name in which several persons' names end stays as it is.
    """
    seen: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        voices, actors = entry.statement.attribution, entry.statement.actor
        for name, code in (*((v.name, v.code) for v in voices), *((m.name, m.code) for m in actors)):
            if words := (name or "").split():
                seen.setdefault(((code or "").split(" ")[0], words[-1].casefold()), set()).add(" ".join(words))
    found: dict[tuple[str, str], str] = {}
    for (country, _), names in seen.items():
        roots = [n for n in names if " " in n and not any(" " in o and n.endswith(f" {o}") for o in names)]
        for name in names:
            fits = [root for root in roots if name == root or name.endswith(f" {root}") or root.endswith(f" {name}")]
            if len(fits) == 1:
                found[country, name.casefold()] = fits[0]
    return found
