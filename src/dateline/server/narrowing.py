"""From a group of counts to the filter that finds its statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dateline.errors import DatelineError
from dateline.ledger.filters import Filter, given, write

# One statement may stand in several groups of these: a value in place of others would widen the question.
SEVERAL = frozenset({"actor", "recipient", "between", "speaker", "place"})
FIELD: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "speaker_name": lambda name: {"speaker": name},
    "pair": lambda pair: {"between": tuple(pair.split())},
    **{by: lambda span: {"since": span, "until": span} for by in ("day", "month", "year")},
    "event_month": lambda month: {"when_since": month, "when_until": month},
}


def narrowed(filter: Filter, by: str, group: Any) -> str | None:
    """The filter with the group's value added, in its short form; None where no filter says just that.

    For pairs it finds both directions, for months of the event all events that overlap the month.
    """
    if group is None:
        return None
    kept = given(filter)
    for name, value in FIELD.get(by, lambda value: {by: value})(group).items():
        if name in SEVERAL and name in kept and value not in kept[name]:
            return None
        kept[name] = value
    try:
        return write(Filter(**_within(filter, kept)))
    except DatelineError:
        return None  # what stands in the ledger may be no date, or no name that a filter can write


def _within(filter: Filter, kept: dict[str, Any]) -> dict[str, Any]:
    """A time inside that of the filter, not in its place."""
    whole, part = filter, Filter(**kept)
    for first, last in (("since", "until"), ("when_since", "when_until")):
        starts = [day for day in (getattr(whole, first), getattr(part, first)) if day]
        ends = [day for day in (getattr(whole, last), getattr(part, last)) if day]
        kept |= {first: max(starts, default=None), last: min(ends, default=None)}
    return kept
