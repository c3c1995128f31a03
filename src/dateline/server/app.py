"""The desk put together: the guard, the questions, the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from dateline._version import __version__
from dateline.errors import DatelineError, LedgerError
from dateline.ledger.book import Ledger
from dateline.server import answers, pages
from dateline.server.api import (
    alerts,
    claims,
    coding,
    corrections,
    links,
    places,
    relations,
    reports,
    runs,
    statements,
    stories,
    timeline,
)
from dateline.server.linking import Linker
from dateline.server.patience import Patience
from dateline.server.security import Guard, broken
from dateline.server.settings import Settings

ROOMS = (reports, statements, corrections, timeline, places, relations, stories, claims, alerts, coding, runs, links)
LAST_WORDS = 2.0  # seconds that a pass over the ledger gets when the desk is closed; broken off, it leaves no trace
DESCRIPTION = (
    "Statements of political acts as news reports tell them: who did what to whom, when, where, and who says so. "
    "What is told is as reported; certainty is of the text. Answers that are tables have `columns` and `rows`, "
    "or are CSV with `format=csv`. Offsets are half-open and count Unicode code points."
)


def make_app(settings: Settings) -> FastAPI:
    """The desk of a ledger, an ASGI application.  Raises LedgerError where there is no ledger."""
    ledger = Ledger(settings.place, create=False)
    linker = Linker(ledger)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        linker.at_once()
        yield
        linker.wait(LAST_WORDS)
        ledger.close()

    app = FastAPI(title="Dateline", version=__version__, description=DESCRIPTION, lifespan=living,
                  docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.ledger, app.state.settings, app.state.linker = ledger, settings, linker
    app.state.patience = Patience(ledger)
    app.add_exception_handler(LedgerError, _ledger_fault)
    app.add_exception_handler(DatelineError, _mendable)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(Exception, broken)
    for room in ROOMS:
        app.include_router(room.routes(), prefix="/api")
    app.include_router(pages.routes())
    app.add_middleware(Guard, settings=settings)
    return app


def _mendable(_: Request, error: Exception) -> Response:
    return _said(400, str(error))


def _ledger_fault(_: Request, error: Exception) -> Response:
    return _said(404 if "There is no" in str(error) else 409, str(error))


def _misread(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors())
    return _said(422, f"The question cannot be understood: {faults}.")


def _said(status: int, sentence: str) -> Response:
    made = answers.json({"error": sentence})
    made.status_code = status
    return made
