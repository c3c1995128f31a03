"""On which side of the equator a report was written: its summer is that of its place of filing."""

from __future__ import annotations

from dateline.knowledge import Knowledge
from dateline.parse import Parse
from dateline.reading.outlets import outlet_names
from dateline.reading.toponym_choice import choose
from dateline.reading.toponym_datelines import dateline_names

TROPICS = -12.0  # degrees of latitude: nearer to the equator nobody tells the time by summer and winter


def is_southern(parse: Parse, know: Knowledge) -> bool:
    """Does the dateline, or else the home of the outlet, lie where it is winter in July?"""
    names = dateline_names(parse, know) or outlet_names(parse.document, know)
    if not names:
        return False
    containers = {k: k + 1 for k in range(len(names) - 1)}  # "PERTH, Australia"
    place = choose(names, containers)[0].best
    return place is not None and place.lat is not None and place.lat < TROPICS
