"""The guard of the desk, attacked: names, tokens, foreign pages, paths, sizes, and whatever a generator thinks of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from tests.asgi import call
from tests.small_reports import KOREA, UKRAINE, enter, report

from dateline.errors import DatelineError
from dateline.ledger.book import Ledger
from dateline.server import pages
from dateline.server.app import make_app
from dateline.server.security import COOKIE, CSP, HEADERS, LONGEST, address
from dateline.server.settings import LARGEST_BODY, Settings

TOKEN = "correct-horse-battery-staple"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = tmp_path_factory.mktemp("guarded") / "desk.db"
    with Ledger(found) as ledger:
        enter(ledger,
              report("one", "Moscow shipped grain to Pyongyang. Moscow will send shells to Pyongyang.", "2031-05-01",
                     {"trigger": "shipped", "recipient": (KOREA,)},
                     {"trigger": "send", "recipient": (KOREA,), "status": "planned"}),
              report("two", "Moscow shelled Kyiv on Monday.", "2031-05-02",
                     {"trigger": "shelled", "event": "ASSAULT", "recipient": (UKRAINE,), "quad": 4}))
        ledger.link()
    return str(found)


@pytest.fixture(scope="module")
def app(place: str) -> FastAPI:
    return make_app(Settings(place))


@pytest.fixture(scope="module")
def locked(place: str) -> FastAPI:
    """A desk that others can reach."""
    return make_app(Settings(place, host="0.0.0.0", token=TOKEN))


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return dict(json.loads(call(app, "/api/openapi.json").body))


def operations(document: Mapping[str, Any], *methods: str) -> Iterator[tuple[str, str]]:
    """Method and path of each operation; parameters of the path are filled with 1."""
    for path, of in document["paths"].items():
        for method in of:
            if method in methods:
                yield method.upper(), re.sub(r"\{[^}]*\}", "1", path)


# who may come

def test_without_more_the_desk_is_of_this_computer_alone() -> None:
    assert Settings("desk.db").host == "127.0.0.1" and address(Settings("desk.db")) == "http://127.0.0.1:8765/"


@pytest.mark.parametrize("host", [
    "0.0.0.0", "::", "", "0", "192.168.0.7", "fe80::1", "desk.example", "localhost.evil.example", "127.0.0.1.nip.io",
    "*",
])
def test_another_host_needs_a_token(host: str) -> None:
    with pytest.raises(DatelineError, match="give a token"):
        Settings("desk.db", host=host)
    assert Settings("desk.db", host=host, token=TOKEN).token == TOKEN


@pytest.mark.parametrize("token", [
    "short", "", "sixteen; chars=1", "sixteen\r\nchars: here", "sixteen chars and", "sechzehnzeichenß",
    'sixteen"chars"here',
    "sixteen\udcffchars--",
])
def test_a_token_is_long_and_stands_unchanged_in_a_header(token: str) -> None:
    with pytest.raises(DatelineError):
        Settings("desk.db", token=token)


def test_who_has_no_token_is_told_nothing(locked: FastAPI, document: Mapping[str, Any]) -> None:
    for method, path in (*operations(document, "get", "post", "put", "patch", "delete"), ("GET", "/"),
                         ("GET", "/index.html"), ("GET", "/api/openapi.json"), ("GET", "/assets/x.js")):
        for shown in ({}, {"authorization": f"Bearer {TOKEN[:-1]}"}, {"authorization": "Bearer "},
            {"cookie": f"{COOKIE}="},
                      {"cookie": f"{COOKIE}={TOKEN}x"}, {"cookie": f"other={TOKEN}"}, {"authorization": TOKEN}):
            said = call(locked, path, method, **JSON, **shown)
            assert said.status == 401 and set(json.loads(said.body)) == {"error"}, (method, path, shown)
    for query in ("token=wrong", "token=", f"Token={TOKEN}", f"token={TOKEN}x"):
        assert call(locked, query=query).status == 401
    assert call(locked, "/api/links", "POST", f"token={TOKEN}", **JSON).status == 401


@pytest.mark.parametrize("shown", [
    {"authorization": f"Bearer {TOKEN}"}, {"authorization": f"bearer {TOKEN}"}, {"cookie": f"{COOKIE}={TOKEN}"},
    {"cookie": f"a=1; {COOKIE}={TOKEN}; b=2"}, {"authorization": "Basic YTpi", "cookie": f"{COOKIE}={TOKEN}"},
])
def test_who_has_it_may_ask(locked: FastAPI, shown: dict[str, str]) -> None:
    assert call(locked, **shown).status == 200


def test_the_token_of_an_address_moves_into_a_cookie(locked: FastAPI) -> None:
    said = call(locked, "/search", query=f"q=actor%3DRUS&token={TOKEN}&n=%26")
    assert (said.status, said.header("location")) == (303, "/search?q=actor%3DRUS&n=%26")
    assert TOKEN not in said.header("location") and said.header("referrer-policy") == "no-referrer"
    cookie = said.header("set-cookie")
    assert cookie.startswith(f"{COOKIE}={TOKEN};") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert call(locked, cookie=cookie.split(";")[0]).status == 200


@pytest.mark.parametrize("path", [
    "//evil.example", "//evil.example/%2e%2e", "/\\evil.example", "\\\\evil.example", "///evil.example",
    "/\t/evil.example",
    "/\\/evil.example", "//\\evil.example", "http://evil.example/", "/http://evil.example", "/.//evil.example",
    "/\r\nlocation: http://evil.example", "/@evil.example", ":80@evil.example", "\x00//evil.example",
])
def test_the_redirect_leads_nowhere_else(locked: FastAPI, path: str) -> None:
    said = call(locked, path, query=f"token={TOKEN}")
    location = said.header("location")
    assert said.status == 303 and len(said.headers["location"]) == 1
    assert not re.match(r"[/\\]{2}|[^/]", location) and not re.search(r"[\s\\\x00]", location)
    assert urlsplit(urljoin("http://localhost:8765/", location)).netloc == "localhost:8765"


# names: a foreign page that rebinds its own name to this computer

@pytest.mark.parametrize("host", [
    "evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", None, "evil@localhost",
    "localhost:80@evil.example",
    "[", "[::1", "::1", "localhost:port", "localhost, evil.example", "localhost evil.example", "0.0.0.0", "127.0.0.2",
    "localhost/", "localhost#evil.example", "localhost?", "loc\xe4lhost", "localhost\t", "[::2]", "localhost:123456",
])
def test_a_foreign_name_is_refused(app: FastAPI, host: str) -> None:
    said = call(app, host=host)
    assert said.status == 421 and "open it by the address" in said.body.decode()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:8765"])
def test_its_own_names_are_known(app: FastAPI, host: str) -> None:
    assert call(app, host=host).status == 200


def test_further_names_are_given(place: str) -> None:
    proxied = make_app(Settings(place, also=("desk.example",)))
    assert call(proxied, host="desk.example").status == 200
    assert call(proxied, host="desk.example.org").status == 421


# foreign pages

FOREIGN = (
    {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": "http://["},
    {"origin": "http://localhost.evil.example"}, {"origin": "http://localhost:1"}, {"origin": "ftp://localhost"},
    {"origin": "http://evil.example/@localhost"}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"},
    {"content_type": "text/plain"}, {"content_type": "application/x-www-form-urlencoded"},
    {"content_type": "multipart/form-data; boundary=x"}, {"content_type": "text/plain; application/json"},
    {"content_type": ""},
)


def test_no_foreign_page_changes_anything(app: FastAPI, document: Mapping[str, Any]) -> None:
    writes = [*operations(document, "post", "put", "patch", "delete")]
    assert len(writes) > 3
    for method, path in writes:
        for headers in FOREIGN:
            given = {"content_type": "application/json"} | headers
            said = call(app, path, method, body=b"{}", **given)
            assert said.status == 403, (method, path, headers)


def test_its_own_pages_and_programs_do(app: FastAPI) -> None:
    for headers in ({}, {"origin": "http://localhost"}, {"origin": "http://localhost",
        "sec_fetch_site": "same-origin"}):
        assert call(app, "/api/links", "POST", body=b"{}", **JSON, **headers).status == 200


@pytest.mark.parametrize("headers", [
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "script"},
    {"sec_fetch_site": "same-site", "sec_fetch_mode": "cors", "sec_fetch_dest": "empty"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"},
    {"sec_fetch_site": "cross-site"},
])
def test_no_foreign_page_makes_the_desk_work(app: FastAPI, headers: dict[str, str]) -> None:
    assert call(app, **headers).status == 403


def test_a_foreign_page_may_link_to_the_desk(app: FastAPI) -> None:
    said = call(app, "/search", sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="document")
    assert said.status == 200


def test_no_other_origin_may_read(app: FastAPI) -> None:
    asked = {"origin": "http://evil.example", "access_control_request_method": "POST",
             "access_control_request_headers": "content-type"}
    for method in ("GET", "OPTIONS", "POST"):
        said = call(app, "/api/links", method, **asked)
        assert not [name for name in said.headers if name.startswith("access-control")]


# headers

def test_the_policy_allows_files_of_the_desk_alone() -> None:
    rules = dict(rule.strip().partition(" ")[::2] for rule in CSP.split(";"))
    assert rules["default-src"] == "'none'" and rules["script-src"] == "'self'" and rules["frame-ancestors"] == "'none'"
    assert {"base-uri", "form-action"} <= set(rules)
    assert not re.search(r"unsafe|\*|https?:|blob:", CSP) and "data:" not in rules["script-src"]


def test_every_answer_has_the_headers(place: str, app: FastAPI, locked: FastAPI, document: Mapping[str, Any]) -> None:
    broken = make_app(Settings(place))
    broken.state.ledger = None
    files = [f"/{p.relative_to(pages.HERE).as_posix()}" for p in pages.HERE.rglob("*") if p.is_file()]
    answers = {
        400: call(app, query="q=colour%3Dblue"), 401: call(locked), 403: call(app, "/api/links", "POST"),
        404: call(app, "/api/nothing"), 405: call(app, "/api/statements", "DELETE", **JSON),
        413: call(app, "/api/links", "POST", body=b" " * (LARGEST_BODY + 1), **JSON), 414: call(app,
            query="q" * LONGEST),
        421: call(app, host="evil.example"), 422: call(app, query="limit=0"), 500: call(broken),
        303: call(locked, query=f"token={TOKEN}"),
    }  # fmt: skip
    for status, said in answers.items():
        assert said.status == status
    for path in (*files, "/", "/search", "/assets/none.js", *(path for _, path in operations(document, "get"))):
        answers[len(answers)] = call(app, path)
    assert len(files) > 5
    for said in answers.values():
        for name in HEADERS:
            assert len(said.headers.get(name.lower(), [])) == 1, (said.status, name)
        policy = said.header("content-security-policy")
        assert "default-src 'none'" in policy and "unsafe-eval" not in policy
        assert said.header("x-content-type-options") == "nosniff" and said.header("referrer-policy") == "no-referrer"
        assert "server" not in said.headers
        if "script-src" in policy:
            assert "unsafe" not in policy.split("script-src")[1].split(";")[0]
    said = answers[500]
    assert json.loads(said.body)["error"].startswith("The desk has a fault") and b"Traceback" not in said.body


# paths

TRAVERSALS = (
    "/../pages.py", "/assets/../../pages.py", "/%2e%2e/pages.py", "/..%2fpages.py", "/..%5cpages.py", "/..\\pages.py",
    "/assets/..\\..\\pages.py", "/....//pages.py", "/./../pages.py", "//etc/passwd", "/etc/passwd", "/\x00",
    "/..\x00/pages.py",
    "/assets/\x00.js", "/assets/%00.js", "/C:\\Windows\\win.ini", "/C:/Windows/win.ini", "/\\\\host\\share", "/con",
    "/aux.js",
    "/~root", "/%c0%ae%c0%ae/pages.py", "/\u2025/pages.py", "/" + "../" * 40 + "etc/passwd", "/\ud800",
    "/" + "a" * 5_000,
    str(Path(pages.__file__)), "/api/../../pages.py", "/api/%2e%2e/openapi.json", "/api/reports/../../pages.py",
)  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_the_pages(app: FastAPI, path: str) -> None:
    said = call(app, path)
    assert 200 <= said.status < 500
    assert b"def routes" not in said.body and b"root:" not in said.body
    if said.status == 200:
        assert said.body == (pages.HERE / "index.html").read_bytes()


IDS = ("..", "%2e%2e", ".", "' OR 1=1 --", "\x00", "9" * 40, "-1", "0", "1e9", "NaN", "🌾", "\ud800", "a" * 5_000, "%",
    "*",
       "1;DROP TABLE documents", "a/b", "a\\b", "\r\nx: y")


@pytest.mark.parametrize("id", IDS)
def test_no_id_breaks_a_question(app: FastAPI, document: Mapping[str, Any], id: str) -> None:
    for path in document["paths"]:
        if "{" in path and "get" in document["paths"][path]:
            said = call(app, re.sub(r"\{[^}]*\}", lambda _: id, path))
            assert said.status < 500, (path, id)
