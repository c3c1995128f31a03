"""Mail messages (.eml) and mailboxes (.mbox): the subject is the title, the Date header the date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from dateline.sources.html import page
from dateline.sources.options import Options, Sourced, skipped, sourced
from dateline.sources.records import build, source_id


def read_mail(data: bytes, name: str, options: Options) -> Iterator[Sourced]:
    """The messages of a mailbox, or the one message of a file; those in HTML with their source."""
    if not data.startswith(b"From "):
        yield from _message(data, name, options)
        return
    for number, part in enumerate(re.split(rb"(?m)^From [^\r\n]*\r?\n", data)[1:], 1):
        yield from _message(part, f"{name}:{number}", options)


def _message(data: bytes, where: str, options: Options) -> Iterator[Sourced]:
    message = message_from_bytes(data, policy=policy.default)
    try:
        body = message.get_body(("plain", "html"))
        content = body.get_content() if body is not None else None
    except (LookupError, ValueError) as error:
        yield skipped(where, f"skipped: the body of the message cannot be decoded ({error})."), None
        return
    if not isinstance(content, str):
        yield skipped(where, "skipped: the message has no text."), None
        return
    found = _headers(message)
    name = found.get("id") or source_id(where)
    if body is not None and body.get_content_type() == "text/html":
        yield from sourced(page(content, name, found, options), content)
    else:
        yield from sourced(build(name, content, found, options))


def _headers(message: EmailMessage | Message) -> dict[str, str]:
    wanted = {"id": "Message-ID", "title": "Subject", "published": "Date"}
    found = {slot: str(message[header]).strip() for slot, header in wanted.items() if message[header]}
    if "id" in found:
        found["id"] = found["id"].strip("<>")
    return found
