"""What databases complain of, as a sentence that names the ledger and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from dateline.errors import LedgerError

# What the driver's message holds → what to say.  The first that fits is taken.
LOCKED = ("another program has been writing to it for longer than the wait. Try again when it is done; what was "
          "committed so far is kept, and the same command goes on from there.")
BUSY = "more questions than it has connections for are being answered already. Ask again in a moment."
SENTENCES = (
    ("database is locked", LOCKED),
    ("lock timeout", LOCKED),
    ("disk is full", "the disk is full. Nothing half-written is kept; make room and give the same command again."),
    ("could not extend file", "the server's disk is full. Nothing half-written is kept; make room there and give the "
     "same command again."),
    ("no space left", "the server's disk is full. Nothing half-written is kept; make room there and give the same "
     "command again."),
    ("file is not a database", "the file is no ledger: it is not an SQLite database, or it is damaged at its head. "
     "Take another file, or your backup."),
    ("malformed", "the file is damaged. Take your backup; what can still be read is written out by: "
     "sqlite3 THE_FILE .recover"),
    ("disk i/o error", "the disk gave an error. See that it is there and not full, then give the same command again; "
     "what was committed is kept."),
    ("readonly database", "it may not be written to. Change the rights of the file and of its folder, or copy it."),
    ("unable to open database file", "it cannot be opened. See that the folder is there and that you may write to it, "
     "which readers have to as well; or copy the file to where you may."),
    ("password authentication failed", "the server refused user or password. They stand in the address: "
     "postgresql://USER:PASSWORD@HOST/NAME, or in ~/.pgpass."),
    ("no password supplied", "the server wants a password. Give it in the address "
     "(postgresql://USER:PASSWORD@HOST/NAME) or in ~/.pgpass."),
    ("does not exist", "the server does not have it. Make the database first: createdb NAME."),
    ("connection", "the server cannot be reached, or ended the connection. See that it runs and that host and port are "
     "right; what was committed is kept."),
    ("append-only", "that table only grows: what somebody judged is never changed. Add a new entry instead."),
)  # fmt: skip


@contextmanager
def translated(shown: str) -> Iterator[None]:
    """Turn what a database complains of into a LedgerError about the ledger `shown` (an address without password)."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).strip()
        raise LedgerError(f"The ledger {shown}: {_sentence(said)}") from error
    except SQLAlchemyError as error:
        if isinstance(error, sa.exc.NoSuchModuleError | sa.exc.ArgumentError):
            raise LedgerError(f"The ledger {shown}: give a file (desk.db) or postgresql://USER@HOST/NAME.") from error
        if isinstance(error, sa.exc.TimeoutError):
            raise LedgerError(f"The ledger {shown}: {BUSY}") from error
        raise


def _sentence(said: str) -> str:
    low = said.lower()
    for mark, sentence in SENTENCES:
        if mark in low:
            return sentence
    return f"the database says: {said.splitlines()[0] if said else 'nothing'}"
