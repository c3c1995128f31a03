"""`--log FILE`: what a long run does, one JSON object a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline.exports.jsonio import to_json


@dataclass(frozen=True, slots=True)
class Log:
    """Adds lines to `file`; without one it does nothing.  The only place of a run that looks at the clock."""

    file: Path | None = None

    def write(self, event: str, **values: Any) -> None:
        """Add a line: when, what, and the values."""
        if self.file:
            line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
            with self.file.open("ab") as handle:
                handle.write(to_json(line) + b"\n")
