"""Bringing alerts to files, webhooks and mailboxes: each alert once to each target, and none lost.

Each try is noted before it begins and when it ends.  What failed is tried again by the next run.  A try of which no
end is known (the program was killed) is taken for failed after `PATIENCE` minutes; then a target may get an alert
twice, which is why each carries its number.
"""

from __future__ import annotations

import netrc
import os
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import sqlalchemy as sa

from dateline._version import __version__
from dateline.errors import DatelineError
from dateline.exports.jsonio import printable, to_json
from dateline.ledger.alerts.alerts import alert
from dateline.ledger.alerts.digest import as_markdown, as_text
from dateline.ledger.alerts.tables import ALERTS, DELIVERIES
from dateline.ledger.alerts.watches import shown_target, watches
from dateline.ledger.store import Store

PATIENCE = 15  # minutes
TIMEOUT = 15.0  # seconds for an answer
PAUSES = (1.0, 2.0, 4.0)  # seconds between the tries of one run
PASSWORD = "DATELINE_MAIL_PASSWORD"
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class DeliveryError(DatelineError):
    """A target did not take an alert: the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail is sent.  `security`: ``auto`` (STARTTLS where it is offered), ``starttls``, ``tls`` or ``none``."""

    server: str = "localhost"
    port: int = 25
    user: str | None = None
    sender: str = "dateline@localhost"
    security: str = "auto"


@dataclass(frozen=True, slots=True)
class Parcel:
    """An alert that a target has not got yet; `number` counts the tries."""

    alert: int
    target: str
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a delivery to one target; `fault` is empty where it went well."""

    target: str
    alerts: tuple[int, ...]
    fault: str = ""


def target(kind: str, place: str) -> str:
    """The target as it is kept, `file:alerts.jsonl`.  Raises DatelineError for one that cannot be."""
    if kind == "webhook" and not _is_address(place):
        raise DatelineError("--webhook takes an address that begins with https:// or http://, without a user name.")
    if kind == "mail" and (place.count("@") != 1 or not all(place.split("@")) or not place.isprintable()
                           or any(c in place for c in " ,;<>")):
        raise DatelineError(f"--mail {place}: it takes one address, name@host.")
    if kind == "file" and not place.endswith((".jsonl", ".md")):
        raise DatelineError(f"--file {place}: the file has to end in .jsonl (for programs) or .md (to read).")
    if kind == "file":
        return f"file:{Path(place).expanduser().absolute()}"
    return f"{kind}:{place}"


def deliver(
    store: Store, at: Callable[[], str], mail: Mail = Mail(), wait: Callable[[float], None] = time.sleep,
) -> list[Report]:
    """Bring every alert that is due to its targets; what came of each.  `at` gives the time, `wait` waits seconds.

    No transaction is open while a target is spoken to.
    """
    with store.reading() as connection:
        due = pending(connection, at())
    reports = []
    for place in dict.fromkeys(parcel.target for parcel in due):
        with store.writing() as connection:
            mine = [p for p in due if p.target == place and begin(connection, p, at())]
            told = [alert(connection, parcel.alert) for parcel in mine]
        batches = [[n] for n in range(len(mine))] if place.startswith("webhook:") else [[*range(len(mine))]]
        for batch in filter(None, batches):
            fault = _attempt(place, [told[n] for n in batch], mail, at(), wait)
            with store.writing() as connection:
                for n in batch:
                    note(connection, mine[n], "failed" if fault else "sent", fault, at())
            reports.append(Report(shown_target(place), tuple(mine[n].alert for n in batch), fault))
    return reports


def pending(connection: sa.Connection, at: str) -> list[Parcel]:
    """What the targets of active watches have not got, without what somebody is bringing at this moment."""
    targets = {watch.watch_id: watch.targets for watch in watches(connection) if watch.state == "active"}
    tries: dict[tuple[int, str], list[Any]] = {}
    for row in connection.execute(sa.select(DELIVERIES).order_by(DELIVERIES.c.delivery_pk)):
        tries.setdefault((row.alert_id, row.target), []).append(row)
    made = connection.execute(sa.select(ALERTS.c.alert_id, ALERTS.c.watch_id).where(
        ALERTS.c.kind != "earlier", ALERTS.c.watch_id.in_(list(targets))).order_by(ALERTS.c.alert_id))
    return [Parcel(number, place, before[-1].number + 1 if before else 1)
            for number, watch in made for place in targets[watch]
            for before in (tries.get((number, place), []),) if not before or _is_due(before, at)]


def begin(connection: sa.Connection, parcel: Parcel, at: str) -> bool:
    """Note that this try begins; no where another process was quicker."""
    d = DELIVERIES.c
    taken = sa.select(d.delivery_pk).where(d.alert_id == parcel.alert, d.target == parcel.target,
                                           d.number == parcel.number)
    if connection.execute(taken.limit(1)).first():
        return False
    note(connection, parcel, "begun", "", at)
    return True


def note(connection: sa.Connection, parcel: Parcel, state: str, detail: str, at: str) -> None:
    """Note how a try stands: begun, sent or failed."""
    connection.execute(sa.insert(DELIVERIES), {
        "alert_id": parcel.alert, "target": parcel.target, "number": parcel.number, "state": state,
        "detail": detail or None, "at": at})


def to_file(path: Path, told: Sequence[dict[str, Any]]) -> None:
    """Add the alerts to a file: `.jsonl` a JSON object a line, `.md` to read.  Raises DeliveryError."""
    if path.suffix == ".md":
        content = "".join(f"{as_markdown(one)}\n" for one in told).encode("utf-8", "replace")
    else:
        content = b"".join(to_json(one) + b"\n" for one in told)
    try:
        with path.open("ab") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError as error:
        raise DeliveryError(f"{path}: {error.strerror or error}") from error


def to_webhook(url: str, told: dict[str, Any], wait: Callable[[float], None] = time.sleep) -> None:
    """POST the alert as JSON, again after a pause where the other side is busy or silent.

    The header `Idempotency-Key` is the same for each try.  Raises DeliveryError.
    """
    headers = {"Content-Type": "application/json", "User-Agent": f"dateline/{__version__}",
               "Idempotency-Key": f"dateline-alert-{told['alert']}-{told['at']}"}
    opener = urllib.request.build_opener(_SameHost)
    fault = ""
    for pause in (*PAUSES, None):
        request = urllib.request.Request(url, to_json(told), headers, method="POST")
        try:
            with opener.open(request, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            fault = f"it answered {error.code} {error.reason}"
            error.close()
            if error.code not in AGAIN:
                break
        except (OSError, HTTPException) as error:  # no way to the host, no answer in time, no HTTP
            fault = f"no answer ({getattr(error, 'reason', None) or error or type(error).__name__})"
        if pause is not None:
            wait(pause)
    raise DeliveryError(f"{urlsplit(url).netloc}: {fault}")


def to_mail(address: str, told: Sequence[dict[str, Any]], mail: Mail, at: str) -> None:
    """Send one message with all the alerts.  Raises DeliveryError."""
    message = message_of(address, told, mail, at)
    try:
        with _connected(mail) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{mail.server}:{mail.port}: {error}") from error


def message_of(address: str, told: Sequence[dict[str, Any]], mail: Mail, at: str) -> EmailMessage:
    """The message, plain text; the same alerts always give the same Message-ID."""
    names = ", ".join(dict.fromkeys(one["watch"] for one in told))
    message = EmailMessage()
    message["Subject"] = f"Dateline: {len(told)} {'alert' if len(told) == 1 else 'alerts'} ({printable(names)})"
    message["From"], message["To"] = mail.sender, address
    message["Date"] = format_datetime(datetime.fromisoformat(at))
    host = mail.sender.rpartition("@")[2]
    first = "".join(c for c in told[0]["at"] if c.isalnum())
    message["Message-ID"] = f"<dateline-{'-'.join(str(one['alert']) for one in told[:9])}-{len(told)}-{first}@{host}>"
    message.set_content(printable("\n\n".join(map(as_text, told))))
    return message


def password_of(mail: Mail) -> str | None:
    """The password of the mail server: of the environment, else of the file .netrc; None without a user."""
    if mail.user is None:
        return None
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    try:
        known = netrc.netrc().authenticators(mail.server)
    except (OSError, netrc.NetrcParseError):
        known = None
    if known is None or not known[2]:
        raise DeliveryError(f"{mail.server}: no password for {mail.user}. Put it into the variable {PASSWORD} or into "
                            "the file .netrc.")
    return known[2]


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows 307 and 308 on the same host, with the body; refuses all others."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage,
                         newurl: str) -> urllib.request.Request:
        old, new = urlsplit(req.full_url), urlsplit(urljoin(req.full_url, newurl))
        if code not in (307, 308) or (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise urllib.error.HTTPError(req.full_url, code, "a redirect, which is not followed", headers, fp)
        kept = {**req.headers, **req.unredirected_hdrs}
        return urllib.request.Request(newurl, req.data, kept, method="POST")


def _attempt(
    place: str, told: Sequence[dict[str, Any]], mail: Mail, at: str, wait: Callable[[float], None],
) -> str:
    """Bring the alerts; the fault, or empty."""
    kind, _, where = place.partition(":")
    try:
        if kind == "file":
            to_file(Path(where), told)
        elif kind == "webhook":
            to_webhook(where, told[0], wait)
        else:
            to_mail(where, told, mail, at)
    except DeliveryError as error:
        return str(error)
    return ""


def _connected(mail: Mail) -> smtplib.SMTP:
    """A session with the mail server; a password goes over an open line to this machine only."""
    password, context = password_of(mail), ssl.create_default_context()
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.server, mail.port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT)
    with ExitStack() as undone:
        undone.callback(server.close)
        server.ehlo()
        if mail.security == "starttls" or (mail.security == "auto" and server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
        elif mail.user and mail.security != "tls" and mail.server not in ("localhost", "127.0.0.1", "::1"):
            raise DeliveryError(f"{mail.server}: it offers no encryption, and a password is not sent without.")
        if mail.user is not None:
            server.login(mail.user, password or "")
        undone.pop_all()
    return server


def _is_address(place: str) -> bool:
    try:
        parts = urlsplit(place)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        return known and parts.port != 0 and place.isascii() and place.isprintable() and " " not in place
    except ValueError:  # a port that is no number
        return False


def _is_due(before: Sequence[Any], at: str) -> bool:
    """Has the last try failed, or been silent for so long that it must be dead?"""
    last = before[-1]
    if last.state != "begun":
        return bool(last.state == "failed")
    silent = datetime.fromisoformat(at) - datetime.fromisoformat(last.at)
    return abs(silent.total_seconds()) > PATIENCE * 60
