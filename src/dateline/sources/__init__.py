"""Documents in: files, folders and standard input become `Document`s, or `Issue`s that say why not.

    for item in open_source("archive/", Options()):
        ...  # a Document, or an Issue (severity "error": something was skipped)

A document's publication date comes from the caller, from a field or from the page's metadata; never from
the clock, never from the file's time stamp.
"""

from dateline.sources.options import Item, Options, Sourced
from dateline.sources.walk import open_bytes, open_pages, open_source

__all__ = ["Item", "Options", "Sourced", "open_bytes", "open_pages", "open_source"]
