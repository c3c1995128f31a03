"""Libraries that come with an extra: loaded where they are used, with a sentence where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dateline.errors import SourceError


def library(module: str, extra: str) -> Any:
    """The module.  Raises SourceError, saying which extra has it, where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        raise SourceError(f"{package} is not installed: pip install 'dateline[{extra}]'") from error
