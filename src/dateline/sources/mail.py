"""Mail messages (.eml) and mailboxes (.mbox): the subject is the title, the Date header the date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message

from dateline.sources.html import page
from dateline.sources.options import Options, Part, Sourced, remark, skipped, sourced
from dateline.sources.records import build, source_id

_BROKEN = (LookupError, ValueError, AttributeError, TypeError, MessageError)
READ = (".pdf", ".docx", ".docm", ".rtf", ".odt", ".txt", ".md", ".html", ".htm", ".doc", ".zip", ".xlsx", ".csv",
        ".eml")


def read_mail(data: bytes, name: str, options: Options) -> Iterator[Sourced | Part]:
    """The messages of a mailbox, or the one message of a file; those in HTML with their source.

    Behind each its attachments that may be reports, named FILE/ATTACHMENT.
    """
    if not data.startswith(b"From "):
        yield from _message(data, name, options)
        return
    for number, part in enumerate(re.split(rb"(?m)^From [^\r\n]*\r?\n", data)[1:], 1):
        yield from _message(part, f"{name}:{number}", options)


def _message(data: bytes, where: str, options: Options) -> Iterator[Sourced | Part]:
    message = message_from_bytes(data, policy=policy.default)
    try:
        body = message.get_body(("plain", "html"))
        content = body.get_content() if body is not None else None
        attached = list(_attachments(message, body, where))
    except _BROKEN as error:
        yield skipped(where, f"skipped: the body of the message cannot be decoded ({error})."), None
        return
    if not isinstance(content, str):
        if not attached:
            yield skipped(where, "skipped: the message has no text."), None
        yield from attached
        return
    found = _headers(message)
    name = found.get("id") or source_id(where)
    if body is not None and body.get_content_type() == "text/html":
        yield from sourced(page(content, name, found, options), content)
    else:
        yield from sourced(build(name, content, found, options))
    yield from attached


def _attachments(message: EmailMessage, body: object, where: str) -> Iterator[Sourced | Part]:
    """The attached documents; what else is attached is named in a note."""
    other = list[str]()
    for number, part in enumerate(message.walk(), 1):
        if part is body or part.is_multipart() or not part.is_attachment():
            continue
        name = re.sub(r"[/\\]", "_", part.get_filename() or f"attachment-{number}")
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and name.lower().endswith(READ):
            yield Part(content, f"{where}/{name}")
        else:
            other.append(name)
    if other:
        names = ", ".join(other[:6]) + (" …" if len(other) > 6 else "")
        yield remark(where, f"Attached and not read: {names}.", "note"), None


def _header(message: EmailMessage | Message, name: str) -> str:
    """The value of a header; as it stands in the file where it is so odd that the standard parser stumbles."""
    try:
        return str(message[name] or "").strip()
    except _BROKEN:
        return next((" ".join(str(v).split()) for k, v in message.raw_items() if k.lower() == name.lower()), "")


def _headers(message: EmailMessage | Message) -> dict[str, str]:
    wanted = {"id": "Message-ID", "title": "Subject", "published": "Date"}
    found = {slot: value for slot, header in wanted.items() if (value := _header(message, header))}
    if "id" in found:
        found["id"] = found["id"].strip("<>")
    return found
