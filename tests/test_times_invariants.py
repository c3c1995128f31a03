"""Times: what holds whatever the text, the clock and the zone of the machine are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.knowledge import Knowledge, load_knowledge
from dateline.parse import parse_document
from dateline.reading.times import find_times
from dateline.types import Document, Timex

PUBLISHED = "2023-09-13"
# EDTF, levels 0 and 1: dates, unspecified digits, seasons, qualification, intervals that may be open
_DAY = r"\d{4}(?:-\d\d){0,2}[~?]?|\d{2}(?:\dX|XX)~?"
EDTF = re.compile(rf"(?:{_DAY})|(?:{_DAY}|\.\.)/(?:{_DAY}|\.\.)")


def times(text: str, know: Knowledge, published: str | None = PUBLISHED) -> tuple[Timex, ...]:
    return find_times(parse_document(Document(id="t", text=text, published=published)), know)


def test_the_clock_is_never_asked(know: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*args: object) -> float:
        raise AssertionError("the clock was asked")

    class NoClock(date):
        today = classmethod(asked)  # type: ignore[assignment]

    for module in [m for name, m in sys.modules.items() if name.startswith("dateline.reading.time")]:
        if hasattr(module, "date"):
            monkeypatch.setattr(module, "date", NoClock)
    parse = parse_document(
        Document(
            id="t", published=PUBLISHED, text="He left yesterday, on Monday, last summer, in March and two years ago."
        )
    )
    monkeypatch.setattr(time, "time", asked)
    monkeypatch.setattr(time, "localtime", asked)
    assert len(find_times(parse, know)) == 5


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_no_time_zone_of_the_machine_matters(zone: str, know: Knowledge) -> None:
    text = "He left at 3 p.m. on Monday, yesterday, last night and two months ago."
    code = (
        "from dateline.knowledge import load_knowledge as k; from dateline.parse import parse_document as p;"
        "from dateline.reading.times import find_times as f; from dateline.types import Document as D;"
        f"print([(t.edtf, t.value) for t in f(p(D(id='t', text={text!r}, published={PUBLISHED!r})), k())])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([(t.edtf, t.value) for t in times(text, know)])


KNOW = load_knowledge()
PIECES = """on in since until by the last next this two 3 31 1995 2023-02-30 May March Friday weekend month years ago
later earlier first third quarter half decade 1990s century Easter Ramadan war under Putin a.m. 25:61 noon GMT
yesterday today every daily recent coming fiscal early mid- end of '90s (1912-1994) 99/99/99 - and to , . “ ”"""


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES.split()), max_size=25).map(" ".join)),
    st.sampled_from([None, "2023-09-13", "0001-01-01", "9999-12-31", "2024-02-29"]),
)
def test_invariants(text: str, published: str | None) -> None:
    end = 0
    for timex in times(text, KNOW, published):
        assert end <= timex.span.start < timex.span.end <= len(text)
        assert timex.text == timex.span.of(text)
        assert timex.value
        assert timex.edtf is None or EDTF.fullmatch(timex.edtf), timex.edtf
        assert (timex.edtf is None) == (timex.interval is None)
        if timex.interval is not None:
            first, last = timex.interval.earliest, timex.interval.latest
            assert all(b is None or datetime.fromisoformat(b) for b in (first, last))
            assert first is None or last is None or first <= last, timex
        end = timex.span.end
