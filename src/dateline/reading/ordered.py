"""Looking things up by their place in the text."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Protocol, TypeVar

from dateline.types import Span


class Placed(Protocol):
    """Anything with a span."""

    @property
    def span(self) -> Span:
        """Its characters."""
        ...


T = TypeVar("T", bound=Placed)


def starting_in(items: Sequence[T], span: Span) -> Sequence[T]:
    """Those of the items, sorted by their start, that begin inside the span."""
    low = bisect.bisect_left(items, span.start, key=lambda item: item.span.start)
    high = bisect.bisect_left(items, span.end, lo=low, key=lambda item: item.span.start)
    return items[low:high]
