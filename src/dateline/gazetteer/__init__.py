"""The gazetteer: places by name, with their point, extent and containers, in one SQLite file."""

from dateline.gazetteer.names import fold
from dateline.gazetteer.store import SHIPPED, Entry, Gazetteer, open_gazetteer

__all__ = ["SHIPPED", "Entry", "Gazetteer", "fold", "open_gazetteer"]
