"""How stories, incidents and claims stand, and to make them anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from dateline.server.answers import json
from dateline.server.linking import Linker


def linker_of(request: Request) -> Linker:
    """The linker of this desk."""
    found: Linker = request.app.state.linker
    return found


Links = Annotated[Linker, Depends(linker_of)]


def routes() -> APIRouter:
    """The addresses of this room."""
    router = APIRouter(tags=["links"])
    router.get("/links", summary="Do stories, incidents and claims hold for what stands in the ledger?")(look)
    router.post("/links", summary="Make them anew, in the background")(start)
    return router


def look(linker: Links) -> Response:
    """`state`: current, stale, running (with its `stage`) or failed (with its `fault`)."""
    return json(linker.look())


def start(linker: Links) -> Response:
    """Begin, unless it goes on already."""
    return json(linker.start())
