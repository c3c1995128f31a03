"""The answer to a question: rows with named columns, as plain dictionaries, Arrow, pandas or polars in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with named columns; every value is text, a number, a truth value, None, or a list or dict of these."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """One dictionary a row, in the order of the rows."""
        return list(self)

    def arrow(self) -> Any:
        """A `pyarrow.Table`.  A column without any value has Arrow's type null."""
        import pyarrow as pa

        return pa.table({name: [row[i] for row in self.rows] for i, name in enumerate(self.columns)})

    def pandas(self) -> pandas.DataFrame:
        """A data frame of pandas, which has to be installed."""
        return self.arrow().to_pandas()

    def polars(self) -> polars.DataFrame:
        """A data frame of polars, which has to be installed."""
        import polars as pl

        return pl.DataFrame({name: [row[i] for row in self.rows] for i, name in enumerate(self.columns)})


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any] | Sequence[Any]]) -> Table:
    """A table of dictionaries (each with all the columns) or of sequences in the order of the columns."""
    made = (tuple(r[c] for c in columns) if isinstance(r, Mapping) else tuple(r) for r in rows)
    return Table(tuple(columns), tuple(made))
