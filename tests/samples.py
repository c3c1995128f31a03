"""The sample that ships: reports of public stories as several invented outlets tell them, and two saved pages."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from dateline.sources.walk import open_source
from dateline.types import Document

SAMPLE = Path(str(files("dateline"))) / "data" / "sample"


def sample_reports() -> list[Document]:
    """The reports of the sample, in the order of their days.

    Two of them have one id and one address: the same report as it stood first, and as it was rewritten later.
    """
    return [item for item in open_source(SAMPLE / "reports.jsonl") if isinstance(item, Document)]


def sample_pages() -> list[Path]:
    """Two reports of the sample as web pages that were saved; each names the address of its report."""
    return sorted((SAMPLE / "pages").glob("*.html"))
