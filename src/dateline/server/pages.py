"""The pages: files that were built from `web/`, and for every other address of the desk its one page."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Response

from dateline.errors import DatelineError
from dateline.server.answers import json

HERE = Path(__file__).with_name("desk")
FOREVER = "public, max-age=31536000, immutable"  # names under assets/ hold a digest of what is in them


def routes() -> APIRouter:
    """The addresses that are not of the API."""
    router = APIRouter(include_in_schema=False)
    files = {path.relative_to(HERE).as_posix(): path for path in HERE.rglob("*") if path.is_file()}

    @router.get("/api/{rest:path}")
    def unknown(rest: str) -> Response:
        made = json({"error": f"The API has no /api/{rest}. What it has: /api/openapi.json."})
        made.status_code = 404
        return made

    @router.get("/{path:path}")
    def page(path: str) -> Response:
        """A file, if it is one of those that were built (looked up by its whole name), else the desk."""
        found = files.get(path)
        if found is None and path.startswith("assets/"):
            return Response(status_code=404)
        return _file(found or _desk(files), immutable=path.startswith("assets/"))

    return router


def _desk(files: dict[str, Path]) -> Path:
    if "index.html" not in files:
        raise DatelineError("The pages of the desk were not built into this installation: install it again with pip.")
    return files["index.html"]


def _file(path: Path, immutable: bool) -> Response:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = "text/javascript" if path.suffix == ".js" else kind  # a Windows registry may say text/plain
    headers = {"Cache-Control": FOREVER} if immutable else {}
    return Response(path.read_bytes(), media_type=kind, headers=headers)
