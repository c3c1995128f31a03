"""Is a report newer than what the table of offices was checked against?"""

from __future__ import annotations

from dateline.knowledge import Knowledge


def verified(know: Knowledge) -> str:
    """The month (YYYY-MM) up to which the table of offices was last gone through."""
    month: str = know.made("verified", lambda k: max((r["verified"] for r in k.actors["offices"].rows), default=""))
    return month


def stale(on: str, know: Knowledge) -> str | None:
    """A warning where the date lies after that month: who holds an office may have changed since."""
    month = verified(know)
    if not month or on[:7] <= month:
        return None
    return (
        f"{on} is later than the table of office-holders ({month}): somebody may have left office since. "
        "Give newer holders with --actors FILE, or update Dateline."
    )
