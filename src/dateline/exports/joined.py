"""What a ledger joins statements to, as far as formats have room for it: what people judged, where reports differ.

Statements are named by their ids.  A folder of coded reports has none of it.
"""

from __future__ import annotations

from typing import NamedTuple


class Judged(NamedTuple):
    """A person's judgement on a claim: `outcome` in that person's words of choice, signed `by`, dated `at` (UTC).

    `statements`: those of the claim; `evidence`: ids of statements and addresses of pages.
    """

    claim: str
    number: int
    gloss: str
    statements: tuple[str, ...]
    outcome: str
    by: str
    at: str
    note: str
    evidence: tuple[str, ...]


class Difference(NamedTuple):
    """One value that some reports give of an act, against which others stand (`against`: statements).

    `slot`: what it is about (whether, how many, who …); `value`: in words; `voices`: whose word it is (`as reported`:
    the reports' own); `statements`: those that give it; `headline`: the incident in one line.
    """

    incident: str
    slot: str
    value: str
    voices: tuple[str, ...]
    statements: tuple[str, ...]
    against: tuple[str, ...]
    headline: str


class Joined(NamedTuple):
    """All of it."""

    judged: tuple[Judged, ...] = ()
    differences: tuple[Difference, ...] = ()


def nothing() -> Joined:
    """Where there is no ledger."""
    return Joined()
