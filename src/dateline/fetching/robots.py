"""What a host allows robots to fetch: robots.txt by RFC 9309, with its wildcards, and Crawl-delay.

(The standard library's parser knows no wildcards and lets the first rule decide instead of the longest.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

LONGEST = 500 * 1024  # bytes that RFC 9309 asks a parser to read
LINE = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for us: patterns with whether they allow, and seconds between two requests."""

    paths: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allow(self, path: str) -> bool:
        """May the path (with its query) be fetched?  The longest pattern decides, of equal ones that which allows."""
        plain = _plain(path)
        matching = [(len(pattern), allows) for pattern, allows in self.paths if _matches(pattern, plain)]
        return max(matching, default=(0, True))[1] or path == "/robots.txt"


ALL, NOTHING = Rules(), Rules((("/", False),))


def rules_of(text: str, status: int, agent: str) -> Rules:
    """What an answer to the request for robots.txt means for the robot of that name.

    No such file allows all (RFC 9309, 2.3.1.3); a host that is not to be reached, all but a refusal, nothing (2.3.1.4).
    """
    if status in (401, 403):
        return NOTHING
    if 400 <= status < 500 and status != 429:
        return ALL
    return parse(text, agent) if 200 <= status < 300 else NOTHING


def parse(text: str, agent: str) -> Rules:
    """The rules of the groups that name the robot; else those for all (*)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    open_ = False  # user-agent lines in a row are one group
    for line in text[:LONGEST].lstrip("\ufeff").splitlines():
        if not (found := LINE.match(line)):
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            named = [*(named if open_ else ()), value.lower().partition("/")[0].strip()]
            groups.setdefault(named[-1], [])
            open_ = True
        elif key in ("allow", "disallow", "crawl-delay"):
            open_ = False
            for name in named:
                groups[name].append((key, value))
    mine = groups.get(agent.lower(), groups.get("*", []))
    paths = tuple((_plain(value), key == "allow") for key, value in mine if key != "crawl-delay" and value)
    return Rules(paths, next((seconds for key, value in mine if key == "crawl-delay"
                              and (seconds := _seconds(value)) is not None), None))


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e9 else None


def _plain(path: str) -> str:
    """One spelling for all: what need not be escaped is not, all else is."""
    return quote(unquote_to_bytes(path.replace("%2F", "%252F").replace("%2f", "%252F")), safe="/%:@!$&'()*+,;=~-._?")


def _matches(pattern: str, path: str) -> bool:
    end = pattern.endswith("$")
    parts = [re.escape(part) for part in pattern.removesuffix("$").split("*")]
    return re.match(".*?".join(parts) + ("$" if end else ""), path) is not None
