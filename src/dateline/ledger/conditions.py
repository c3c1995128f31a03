"""A filter as conditions on the table of statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa

from dateline.ledger.filters import Filter, code_of, given, many
from dateline.ledger.fulltext import sentences_hit
from dateline.ledger.schema import DOCUMENTS, DYADS, PARTIES, READINGS, RUN_READINGS, STATEMENTS
from dateline.ledger.stories.tables import STORY_DOCUMENTS

Truth = sa.ColumnElement[bool]
Column = sa.ColumnElement[Any]
S = STATEMENTS.c
ROLES: Mapping[str, tuple[str, ...]] = {
    "actor": ("actor",), "recipient": ("recipient",), "party": ("actor", "recipient"), "speaker": ("voice",),
}


def conditions(filter: Filter, dialect: str, frequent: bool = False) -> list[Truth]:
    """Conditions on STATEMENTS, all of which hold; `dialect` is ``sqlite`` or ``postgresql``.

    They find what stands in the ledger now, for a filter with `run` what that run read.  Raises DatelineError where
    the text to search for cannot be read.  `frequent`: of `sentences_hit`.
    """
    found = [_of_run(filter.run) if filter.run is not None else S.current.is_(True)]
    found += [CONDITIONS[name](value) for name, value in given(filter).items() if name not in ("run", "text")]
    return found + ([sentences_hit(filter.text, dialect, frequent)] if filter.text is not None else [])


def who(value: str, code: Column, country: Column, name: Column) -> Truth:
    """A code finds its country part or itself; a name all who bear it."""
    known = code_of(value)
    if known is None:
        return named(name, value)
    return country == known if " " not in known else sa.and_(country == known.split()[0], code == known)


def named(column: Column, value: str) -> Truth:
    """The column is this name, no matter the case; `*` stands for anything."""
    if "*" not in value:
        return sa.func.lower(column) == sa.func.lower(value)
    pattern = re.sub(r"[%_~]", r"~\g<0>", value).replace("*", "%")
    return sa.func.lower(column).like(sa.func.lower(pattern), escape="~")


def holds(column: Column, value: str) -> Truth:
    """One of the values that stand joined in the column is this one."""
    return (sa.literal("; ") + column + "; ").contains(f"; {value}; ", autoescape=True)


def _of_run(run: int) -> Truth:
    readings = sa.select(RUN_READINGS.c.reading_pk).where(RUN_READINGS.c.run_id == run)
    return sa.and_(S.reading_pk.in_(readings), S.correction_pk.is_(None))


def _is(column: Column, value: Any) -> Truth:
    if isinstance(value, bool):
        return column.is_(value)
    return column == value[0] if len(value) == 1 else column.in_(value)


def _any(one: Callable[[str], Truth], values: Any) -> Truth:
    return sa.or_(*map(one, many(values)))


def _party(roles: Iterable[str], values: Any) -> Truth:
    party = PARTIES.alias()
    wanted = _any(lambda v: who(v, party.c.code, party.c.country, party.c.name), values)
    return S.statement_pk.in_(sa.select(party.c.statement_pk).where(party.c.role.in_(tuple(roles)), wanted))


def _between(pair: Any) -> Truth:
    """Between two countries: by their pairs.  Else by the roles; both as actors where there is no recipient."""
    one, other = many(pair)
    codes = [code_of(value) for value in (one, other)]
    if all(code and " " not in code for code in codes):
        ways = [sa.and_(DYADS.c.actor == a, DYADS.c.recipient == b) for a, b in (codes, codes[::-1])]
        return S.statement_pk.in_(sa.select(DYADS.c.statement_pk).where(sa.or_(*ways)))
    ways = [sa.and_(_party(("actor",), a), _party(("recipient",), b)) for a, b in ((one, other), (other, one))]
    mutual = sa.and_(S.recipient_texts.in_(("",)), _party(("actor",), one), _party(("actor",), other))
    return sa.or_(*ways, mutual)


def _sector(values: Any) -> Truth:
    padded = sa.literal(" ") + PARTIES.c.code + " "
    wanted = _any(lambda v: padded.like(f"% {v} %"), values)
    return S.statement_pk.in_(sa.select(PARTIES.c.statement_pk).where(PARTIES.c.role.in_(ROLES["party"]), wanted))


def _place(value: str) -> Truth:
    code = code_of(value)
    return S.where_code == code if code else sa.or_(*(named(c, value) for c in (S.where_name, S.where_admin1,
                                                                                S.where_text)))


def _of_document(one: Callable[[str], Truth], values: Any) -> Truth:
    return S.document_pk.in_(sa.select(DOCUMENTS.c.document_pk).where(_any(one, values)))


def _in_stories(values: Any) -> sa.Select[Any]:
    return sa.select(STORY_DOCUMENTS.c.document_pk).where(STORY_DOCUMENTS.c.story_id.in_(many(values)))


def _begins(value: str) -> Truth:
    """Ids are hexadecimal: whatever the order of the database, g comes after them."""
    if not re.fullmatch("[0-9a-f]+", value):
        return S.statement_id == value
    return sa.and_(S.statement_id >= value, S.statement_id < value + "g")


def _overlaps_from(day: str) -> Truth:
    return sa.and_(sa.or_(S.when_earliest.is_not(None), S.when_latest.is_not(None)),
                   sa.or_(S.when_latest.is_(None), S.when_latest >= day))


def _overlaps_to(day: str) -> Truth:
    return sa.and_(sa.or_(S.when_earliest.is_not(None), S.when_latest.is_not(None)),
                   sa.or_(S.when_earliest.is_(None), sa.func.substr(S.when_earliest, 1, 10) <= day))


CONDITIONS: Mapping[str, Callable[[Any], Truth]] = {
    **{name: partial(_party, roles) for name, roles in ROLES.items()},
    **{name: partial(_is, S[name]) for name in ("event", "mode", "quad", "status", "codebook", "realised", "own_voice",
                                                "background")},
    **{name: partial(_any, partial(holds, S[column])) for name, column in (
        ("voice_kind", "voice_kinds"), ("context", "contexts"), ("what", "what_kinds"))},
    "between": _between,
    "sector": _sector,
    "place": partial(_any, _place),
    "since": lambda day: S.published >= day,
    "until": lambda day: S.published <= day,
    "when_since": _overlaps_from,
    "when_until": _overlaps_to,
    "min_confidence": lambda least: S.confidence >= least,
    "document": partial(_of_document, lambda v: DOCUMENTS.c.document_id == v),
    "publisher": partial(_of_document, partial(named, DOCUMENTS.c.publisher)),
    "story": lambda ids: S.document_pk.in_(_in_stories(ids)),
    "statement": partial(_any, _begins),
}


def documents_of(frame: Filter) -> list[Truth]:
    """Conditions on DOCUMENTS: the reports, with statements or without, that a filter's fields on reports let in."""
    d, found = DOCUMENTS.c, [DOCUMENTS.c.current.is_(True) if frame.run is None else _read_in(frame.run)]
    on_reports: Mapping[str, Callable[[Any], Truth]] = {
        "since": lambda day: d.published >= day,
        "until": lambda day: d.published <= day,
        "document": lambda ids: d.document_id.in_(many(ids)),
        "publisher": partial(_any, partial(named, d.publisher)),
        "story": lambda ids: d.document_pk.in_(_in_stories(ids)),
    }
    return found + [on_reports[name](value) for name, value in given(frame).items() if name in on_reports]


def _read_in(run: int) -> Truth:
    readings = READINGS.join(RUN_READINGS, RUN_READINGS.c.reading_pk == READINGS.c.reading_pk)
    return DOCUMENTS.c.document_pk.in_(
        sa.select(READINGS.c.document_pk).select_from(readings).where(RUN_READINGS.c.run_id == run))
