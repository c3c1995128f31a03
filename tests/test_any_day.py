"""The same document gives the same reading on any date and in any time zone."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import pytest

from dateline.knowledge import Knowledge
from dateline.reading.pipeline import read
from dateline.types import Document

TEXT = (
    "Rebels shelled Homs on Monday. Two days later the minister flew to Tunis, where talks had begun last week. "
    "In recent months the port has been closed, and on 3 May troops will leave the Gaza Strip."
)
# the clock is set to 2041 before Dateline is imported
CODE = """
import datetime, sys, time
class Date(datetime.date):
    @classmethod
    def today(cls): return cls(2041, 7, 9)
class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2041, 7, 9, 23, 30, tzinfo=tz)
datetime.date, datetime.datetime = Date, DateTime
time.time = lambda: 2257111111.0
from dateline import Document, load_knowledge, read
import msgspec
text, published = sys.argv[1], sys.argv[2] or None
sys.stdout.buffer.write(msgspec.json.encode(read(Document(id="any", text=text, published=published), load_knowledge())))
"""


@pytest.mark.parametrize(("zone", "published"), [("Pacific/Kiritimati", "2016-04-20"), ("Pacific/Pago_Pago", "")])
def test_the_day_and_the_zone_of_the_machine_change_nothing(zone: str, published: str, know: Knowledge) -> None:
    here = msgspec.json.encode(read(Document(id="any", text=TEXT, published=published or None), know))
    there = subprocess.run(
        [sys.executable, "-c", CODE, TEXT, published], env={**os.environ, "TZ": zone}, capture_output=True, check=True
    )
    assert there.stdout == here
