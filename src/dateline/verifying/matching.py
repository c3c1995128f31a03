"""Which statement of Dateline's reads the passage that a triple is drawn from."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dateline.exports.rows import sentence_of
from dateline.knowledge import Knowledge
from dateline.types import Span, Statement
from dateline.verifying.acts import Act, is_of, spoken_of
from dateline.verifying.finding import Source
from dateline.verifying.parties import ALIKE, RELATED, Party, closest
from dateline.verifying.table import Speech, names


class Match(NamedTuple):
    """A statement and how it answers a triple.

    `same`: it is of the type claimed; `speech`: it is words about the act claimed, which stand at `about`.
    `straight`, `crossed`: how close its parties are in the roles of the triple, and in the other one's.
    """

    statement: Statement
    same: bool
    straight: tuple[int, int]
    crossed: tuple[int, int]
    speech: Speech | None = None
    about: Span | None = None

    @property
    def points(self) -> tuple[int, int]:
        """What speaks for the match: parties and act; the order of the text decides between equals."""
        roles = max(sum(self.straight), sum(self.crossed))
        return roles + 4 * self.same + 2 * bool(self.speech), sum(self.straight)


def matches(source: Source, spans: Sequence[Span], claimed: Act, actor: Sequence[Party], recipient: Sequence[Party],
            know: Knowledge) -> list[Match]:
    """The statements that may be what the triple claims, the best first; empty: Dateline reads nothing of it there.

    `spans`: where the quote stands; without any the whole text, and then act and parties both have to fit.
    """
    found = [m for s in source.statements if _is_there(s, spans)
             for m in _match(s, source.document.text, claimed, actor, recipient, bool(spans), know)]
    return sorted(found, key=lambda m: (-m.points[0], -m.points[1], m.statement.trigger))


def _is_there(statement: Statement, spans: Sequence[Span]) -> bool:
    """Does the sentence share more than a few words with the quote, or the quote hold its trigger?"""
    sentence = sentence_of(statement)
    return not spans or any(
        span.overlaps(statement.trigger) or _shared(span, sentence) * 2 > min(span.end - span.start,
                                                                           sentence.end - sentence.start)
        for span in spans)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _match(statement: Statement, text: str, claimed: Act, actor: Sequence[Party], recipient: Sequence[Party],
           quoted: bool, know: Knowledge) -> Iterator[Match]:
    given, taken = statement.actor, statement.recipient
    straight = _together(actor, recipient, statement) or (closest(actor, given), closest(recipient, taken))
    crossed = closest(actor, taken), closest(recipient, given) if taken else 0
    same = claimed.open or is_of(statement, claimed, text, sentence_of(statement))
    near = any((*straight, *crossed)) or not (actor or recipient)
    speech, about = (None, None) if same or not near else _speech(statement, text, claimed, know)
    both = all(straight[: 1 + bool(recipient)]) or all(crossed[: 1 + bool(recipient)])
    if (quoted and ((same and near) or (speech and near) or (both and recipient))) or (same and near and both):
        yield Match(statement, same, straight, crossed, speech, about)


def _together(actor: Sequence[Party], recipient: Sequence[Party], statement: Statement) -> tuple[int, int] | None:
    """*Poland and Germany signed*: both are actors; either may be the recipient of a triple."""
    if statement.recipient or not recipient:
        return None
    pairs = ((closest(actor, [one]), closest(recipient, [other]))
             for one, other in itertools.permutations(statement.actor, 2))
    return max((pair for pair in pairs if all(pair)), key=sum, default=None)


def _speech(statement: Statement, text: str, claimed: Act, know: Knowledge) -> tuple[Speech | None, Span | None]:
    speech = names().speech.get(statement.event)
    about = spoken_of(statement, sentence_of(statement), text, claimed, know) if speech else None
    return (speech, about) if about else (None, None)


def is_swapped(match: Match, recipient: bool) -> bool:
    """Do the parties fit the other way round and only so?"""
    if match.speech or not match.statement.recipient:
        return False
    need = 2 if recipient else 1
    return all(match.crossed[:need]) and sum(match.crossed) > sum(match.straight) and not _fits(match, need)


def is_right(match: Match, actor: bool, recipient: bool) -> bool:
    """Do the parties that the triple names stand in their roles?"""
    if match.speech:
        return True
    wanted = [grade for grade, named in zip(match.straight, (actor, recipient), strict=True) if named]
    return bool(wanted) and all(grade >= RELATED for grade in wanted) and sum(match.straight) >= sum(match.crossed)


def _fits(match: Match, need: int) -> bool:
    return all(grade >= ALIKE for grade in match.straight[:need])
