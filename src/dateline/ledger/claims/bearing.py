"""Later statements that bear on a claim: suggested with their evidence, ranked, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec

from dateline.ledger.claims.claims import Claim, Times, order, origin_of
from dateline.ledger.claims.content import (
    ENOUGH,
    PAST_KINDS,
    Content,
    agree,
    aimed,
    alike,
    contrary_acts,
    matched,
    meets,
    overlap,
    shared,
)
from dateline.ledger.claims.kinds import claim_kind, holder, plainly_negated, speaks, teller
from dateline.ledger.claims.rules import ClaimRules, Weights, claim_rules
from dateline.ledger.claims.shelf import Later, last_day, near, shelve
from dateline.ledger.nouns import Entry
from dateline.types import Interval

DETAILS = 3  # words that make the content particular
SAYING = 3  # days before a report: a date so near may be that of the saying
Direction = Literal["supports", "against", "updates"]


class Bearing(msgspec.Struct, frozen=True):
    """A later statement that bears on a claim.

    `strength` counts the points of likeness (data/ledger/claims.toml); `why` names them.
    """

    entry: Entry
    direction: Direction
    strength: int
    why: str


def find_bearings(
    claims: Sequence[Claim], entries: Sequence[Entry], times: Times | None = None, rules: ClaimRules | None = None
) -> dict[str, tuple[Bearing, ...]]:
    """For each claim by its id the later statements that bear on it, strongest first, one of each origin."""
    rules = rules or claim_rules()
    shelf = shelve(entries, times or {}, rules)
    return {claim.id: bearings(claim, near(claim, shelf, rules), rules) for claim in claims}


def bearings(claim: Claim, later: Iterable[Later], rules: ClaimRules) -> tuple[Bearing, ...]:
    """Those of the statements that bear on the claim: at most `most`, each origin once."""
    own = {said.entry.pk for said in claim.said}
    copied = origin_of(claim.first)
    found = [
        bearing
        for item in later
        if item.entry.pk not in own and origin_of(item.entry) != copied and (bearing := _bearing(claim, item, rules))
    ]
    kept: dict[str, Bearing] = {}
    for bearing in sorted(found, key=lambda b: (-b.strength, *order(b.entry))):
        kept.setdefault(origin_of(bearing.entry), bearing)
    return tuple(kept.values())[: rules.bearing.most]


def due_note(claim: Claim, found: Sequence[Bearing], as_of: str) -> str | None:
    """What is to be said of a claim whose time has passed without anything later that bears on it.

    `as_of`: the day, YYYY-MM-DD, up to which the ledger is looked at.
    """
    latest = claim.due.latest[:10] if claim.due and claim.due.latest else None
    if latest is None or latest >= as_of or any(b.direction != "updates" for b in found):
        return None
    return f"due {latest}; nothing later in the ledger bears on it as of {as_of}"


def _bearing(claim: Claim, later: Later, rules: ClaimRules) -> Bearing | None:
    if not _follows(claim, later, rules) or not _same_parties(claim.content, later.content, rules):
        return None
    told = _direction(claim, later, rules)
    if told is None:
        return None
    direction, act = told
    points = _points(claim, later, rules)
    strength = sum(weight for weight, _ in points)
    alike_enough = aimed(claim.content, later.content, rules) == 2 or _common(claim.content, later.content)
    if strength < rules.bearing.least or not alike_enough or _other_things(claim.content, later.content):
        return None
    return Bearing(later.entry, direction, strength, f"{act}; {', '.join(words for _, words in points)}")


def _follows(claim: Claim, later: Later, rules: ClaimRules) -> bool:
    """Was it reported after the claim, in the time in which one is looked after, and did it happen after the claim (or,
    where that is of the past, at that time)?"""
    first = claim.first_reported
    if first is None or not first < later.day <= last_day(claim, rules):
        return False
    stated, past = _stated(later.entry), claim.kind in PAST_KINDS
    if later.entry.statement.background and (not past or stated is None):
        return False
    if past:
        told = _stated(claim.first)
        own = told if told and told.latest and _days(told.latest, first) > SAYING else None
        return meets(stated, own) and (stated is None or (stated.earliest or "")[:10] <= first)
    return stated is None or stated.latest is None or stated.latest[:10] >= first


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def _stated(entry: Entry) -> Interval | None:
    interval = entry.statement.when_interval
    return interval if interval and interval.basis != "default" else None


def _same_parties(ours: Content, theirs: Content, rules: ClaimRules) -> bool:
    """The same actor; where one side names none, the same recipient."""
    if ours.doers and theirs.doers:
        return matched(ours.doers, theirs.doers, rules) > 0 and agree(ours.targets, theirs.targets, rules)
    return shared(ours.targets, theirs.targets, rules) == 2


def _direction(claim: Claim, later: Later, rules: ClaimRules) -> tuple[Direction, str] | None:
    """Which way the later statement points, and what it tells, in words."""
    statement, theirs, ours = later.entry.statement, later.content, claim.content
    status, like = statement.factuality.status, alike(ours, theirs, rules)
    spoken = speaks(statement, rules)
    if spoken and statement.event == "REJECT":
        return ("against", "refused by the same actor") if like and not ours.negated else None
    if spoken and claim_kind(statement, rules) != claim.kind:
        return None
    if spoken or status == "planned":
        return _update(claim, later, rules) if like and claim.kind not in PAST_KINDS else None
    if like and (status == "actual" or (status == "negated" and plainly_negated(statement))):
        happened = "told as having happened" if status == "actual" else "told as not happening"
        return "supports" if (status == "actual") != ours.negated else "against", f"the same act, {happened}"
    deed = frozenset({f"{statement.event} {statement.mode}" if statement.mode else statement.event})
    ahead = claim.kind not in PAST_KINDS and not ours.negated
    if ahead and status == "actual" and contrary_acts(ours.acts, deed, rules):
        return "against", "a contrary act, told as having happened"
    return None


def _update(claim: Claim, later: Later, rules: ClaimRules) -> tuple[Direction, str] | None:
    ours, theirs = claim.content, later.content
    if ours.negated != theirs.negated or matched(ours.doers, theirs.doers, rules) < 2:
        return None
    if ours.due and theirs.due and not meets(ours.due, theirs.due):
        return "updates", "the same announced for another time"
    return "updates", "announced again"


def _points(claim: Claim, later: Later, rules: ClaimRules) -> list[tuple[int, str]]:
    weights, ours, theirs = rules.bearing, claim.content, later.content
    points = [_voice_point(claim, later, rules)]
    if level := matched(ours.doers, theirs.doers, rules):
        points.append((weights.same_actor, "same actor") if level == 2 else (weights.same_country, "same country"))
    if level := aimed(ours, theirs, rules):
        points.append((weights.recipient if level == 2 else weights.recipient // 2, "same recipient"))
    if common := _common(ours, theirs):
        points.append((weights.words if common >= ENOUGH else weights.words // 2, "same words"))
    return points + _time_points(claim, later, weights)


def _common(ours: Content, theirs: Content) -> float:
    """The share of words that both have, where it is a quarter at least and two words, or all."""
    common = overlap(ours.words, theirs.words)
    return common if common == 1 or (common >= ENOUGH / 2 and len(ours.words & theirs.words) >= 2) else 0.0


def _other_things(ours: Content, theirs: Content) -> bool:
    """Do both tell details, and none of them the same?"""
    return min(len(ours.words), len(theirs.words)) >= DETAILS and not ours.words & theirs.words


def _voice_point(claim: Claim, later: Later, rules: ClaimRules) -> tuple[int, str]:
    statement = later.entry.statement
    held = holder(statement, rules)
    if held in ("report", "media"):
        return rules.bearing.own_report, "in the report's own voice" if held == "report" else "told by a medium"
    voice = teller(statement)
    if voice is None:
        return rules.bearing.same_side, "said by nobody named"
    country, *sectors = (voice.code or "").split(" ")
    official = set(sectors) <= rules.state_sectors
    if voice.code in {s.code for s in claim.speakers} or (official and country in {s.country for s in claim.speakers}):
        return rules.bearing.same_side, "said by the speaker's own side"
    return rules.bearing.other_voice, "said by another party"


def _time_points(claim: Claim, later: Later, weights: Weights) -> list[tuple[int, str]]:
    stated = _stated(later.entry)
    if stated is None:
        return []
    points = [(weights.dated, "dated")]
    if claim.due and meets(claim.due, stated):
        points.append((weights.in_due, "at the time announced"))
    return points
