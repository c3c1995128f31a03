"""The errors that Dateline raises on purpose: each message names the place and the way out."""

from __future__ import annotations


class DatelineError(Exception):
    """Anything that a user can mend; the command line prints its message and nothing else."""


class KnowledgeError(DatelineError):
    """A file under data/ is not well formed: the message names file, entry and the allowed choices."""


class SourceError(DatelineError):
    """An input cannot be read as a report: the message names the input, what it is and what to do."""


class ModelError(DatelineError):
    """The parser model is not installed or does not load."""


class LedgerError(DatelineError):
    """A ledger cannot be opened, read or written: the message names the ledger, what is wrong and the way out."""
