"""`push` and `pull` with servers that do not behave: one line that says what and why, and nothing half told.

The servers of this file are small scripts that misbehave on purpose; the real ones are in tests/interop.
"""

from __future__ import annotations

import http.server
import json
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dosetrace.cli import servers

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FHIR = "application/fhir+json"
STATEMENT = {
    "resourceType": "CapabilityStatement",
    "fhirVersion": "4.0.1",
    "software": {"name": "A server", "version": "1"},
    "rest": [{"mode": "server", "interaction": [{"code": "transaction"}]}],
}


class Server:
    """Keeps what is put, and answers in the way a test tells it. `posts` are the transactions it saw."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.posts: list[Any] = []
        self.tokens: list[str | None] = []
        self.statement: Any = STATEMENT
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.drop_after = 0
        self.lose_answer = False
        self.slow = 0.0

    def get(self, path: str) -> tuple[int, Any]:
        if path == "metadata":
            return 200, self.statement
        if "?" in path:
            return 200, {"resourceType": "Bundle", "type": "searchset", "entry": []}
        return (200, self.kept[path]) if path in self.kept else (404, {"resourceType": "OperationOutcome"})

    def post(self, bundle: Any) -> tuple[int, Any]:
        self.posts.append(bundle)
        entries = bundle["entry"][: self.drop_after] if self.drop_after else bundle["entry"]
        for entry in entries:
            self.kept[entry["request"]["url"]] = entry["resource"] | {"meta": {"versionId": "1"}}
        answers = [{"response": {"status": "201 Created"}} for _ in entries]
        return 200, {"resourceType": "Bundle", "type": "transaction-response", "entry": answers}


class Handler(http.server.BaseHTTPRequestHandler):
    """HTTP for a `Server`."""

    scripted: Server

    def log_message(self, *args: Any) -> None:
        pass

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": FHIR, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reply(self, make: Callable[[], tuple[int, Any]]) -> None:
        self.scripted.tokens.append(self.headers.get("Authorization"))
        time.sleep(self.scripted.slow)
        if self.scripted.answers:
            self.answer(*self.scripted.answers.pop(0))
        else:
            status, value = make()
            self.answer(status, {}, json.dumps(value).encode())

    def do_GET(self) -> None:
        self.reply(lambda: self.scripted.get(self.path.removeprefix("/fhir/")))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.scripted.lose_answer:
            self.reply(lambda: self.scripted.post(body))
            return
        self.scripted.lose_answer, self.close_connection = False, True
        self.scripted.post(body)


@contextmanager
def running(server: Server, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The server on a free port; gives its base address."""
    handler = type("ScriptedHandler", (Handler,), {"scripted": server})
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if tls:
        listening.socket = tls.wrap_socket(listening.socket, server_side=True)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{listening.server_port}/fhir"
    finally:
        listening.shutdown()
        listening.server_close()


def error(run: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that could not do its work."""
    assert run.returncode == 2, run.stdout + run.stderr
    assert run.stderr.count("\n") == 1
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", run.stderr.strip())


def test_a_good_server_takes_it_and_nothing_is_sent_twice(dosetrace: Run) -> None:
    server = Server()
    with running(server) as address:
        first, second = dosetrace("push", address, "pomp"), dosetrace("push", address, "pomp")
    assert first.stdout == f"pomp: 7 created\n1 of 1 bundles on {address} (A server 1, r4) as sent\n"
    assert second.stdout == f"pomp: 7 unchanged\n1 of 1 bundles on {address} (A server 1, r4) as sent\n"
    assert len(server.posts) == 1


def test_a_dry_run_sends_nothing(dosetrace: Run) -> None:
    server = Server()
    with running(server) as address:
        done = dosetrace("push", address, "pomp", "--dry-run")
    assert done.returncode == 0
    assert "pomp: 7 would be created" in done.stdout
    assert server.posts == []


def test_expand_contacts_nobody(dosetrace: Run) -> None:
    done = dosetrace("push", "https://nobody.invalid/fhir", "pomp", "--expand", "--fhir-version", "r5")
    head, _, body = done.stdout.partition("\n\n")
    assert head == f"POST https://nobody.invalid/fhir\nContent-Type: {FHIR}"
    assert [entry["request"]["method"] for entry in json.loads(body)["entry"]] == ["PUT"] * 7


def test_nobody_there(dosetrace: Run) -> None:
    done = dosetrace("push", "http://127.0.0.1:9/fhir", "pomp")
    assert error(done).startswith("dosetrace: http://HOST/fhir: cannot be reached")


def test_a_slow_server(dosetrace: Run) -> None:
    server = Server()
    server.slow = 3
    with running(server) as address:
        done = dosetrace("pull", address, "--timeout", "0.2")
    assert error(done) == "dosetrace: http://HOST/fhir: no answer within 0.2 seconds"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "401 Unauthorized: expected a token in the environment variable DOSETRACE_TOKEN or in --token-file"),
        (403, "403 Forbidden: the token does not allow it"),
    ],
)
def test_a_closed_door(dosetrace: Run, status: int, said: str) -> None:
    server = Server()
    server.answers = [(status, {}, b"")]
    with running(server) as address:
        done = dosetrace("push", address, "pomp")
    assert error(done) == f"dosetrace: http://HOST/fhir: {said}"


@pytest.mark.parametrize(
    ("status", "said"),
    [(413, "413 Request Entity Too Large: what was sent is too large for it"), (500, "500 Internal Server Error")],
)
def test_a_bundle_that_is_refused_leaves_nothing_and_says_so(dosetrace: Run, status: int, said: str) -> None:
    class Refusing(Server):
        def post(self, bundle: Any) -> tuple[int, Any]:
            return status, {}

    server = Refusing()
    with running(server) as address:
        done = dosetrace("push", address, "pomp", "--ids", "ours")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == ["pomp: 7 missing", f"  refused: {address}: {said}"]


def test_a_busy_server_is_asked_again_as_late_as_it_says(dosetrace: Run) -> None:
    server = Server()
    server.answers = [(429, {"Retry-After": "0"}, b""), (503, {"Retry-After": "0"}, b"")]
    with running(server) as address:
        done = dosetrace("push", address, "pomp")
    assert done.returncode == 0, done.stderr
    assert "pomp: 7 created" in done.stdout


@pytest.mark.parametrize(("status", "said"), [(409, "409 Conflict"), (500, "500 Internal Server Error")])
def test_what_somebody_else_is_writing_is_not_posted_beside_it(dosetrace: Run, status: int, said: str) -> None:
    class Writing(Server):
        def post(self, bundle: Any) -> tuple[int, Any]:
            self.posts.append(bundle)
            return status, {"resourceType": "OperationOutcome"}

    server = Writing()
    with running(server) as address:
        done = dosetrace("push", address, "pomp")
    assert done.returncode == 1
    assert said in done.stdout
    methods = [entry["request"]["method"] for bundle in server.posts for entry in bundle["entry"]]
    assert set(methods) == {"PUT"}


def test_what_somebody_else_brings_while_we_look_is_not_posted_again(dosetrace: Run) -> None:
    """Not there by id, and there by url a moment later: another push has brought all of it under our ids."""

    class Overtaken(Server):
        def get(self, path: str) -> tuple[int, Any]:
            if not path.startswith("PlanDefinition?"):
                return super().get(path)
            super().post(json.loads(Path("fhir_bundles/r4/pomp.json").read_text(encoding="utf-8")))
            self.posts.clear()
            plans = [{"resource": kept} for place, kept in self.kept.items() if place.startswith("PlanDefinition/")]
            return 200, {"resourceType": "Bundle", "type": "searchset", "entry": plans}

    server = Overtaken()
    with running(server) as address:
        done = dosetrace("push", address, "pomp")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pomp: 7 unchanged" in done.stdout
    assert server.posts == []


def test_a_lost_answer_does_no_harm(dosetrace: Run) -> None:
    """The server stores it and the connection breaks: looked at again, everything is there."""
    server = Server()
    server.lose_answer = True
    with running(server) as address:
        done = dosetrace("push", address, "pomp")
    assert done.returncode == 0, done.stderr
    assert "pomp: 7 created" in done.stdout
    assert len(server.posts) == 1


def test_a_half_answered_transaction_is_told(dosetrace: Run) -> None:
    server = Server()
    server.drop_after = 3
    with running(server) as address:
        done = dosetrace("push", address, "pomp", "--ids", "ours")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "pomp: 3 created, 4 missing",
        "  refused: 3 of 7 entries were answered",
        f"0 of 1 bundles on {address} (A server 1, r4) as sent",
    ]


def test_a_number_that_the_server_changed_is_told(dosetrace: Run) -> None:
    class Rounding(Server):
        def post(self, bundle: Any) -> tuple[int, Any]:
            text = json.dumps(bundle).replace('"value": 2.5', '"value": 2.0').replace('"value": 10,', '"value": 10.0,')
            return super().post(json.loads(text))

    with running(Rounding()) as address:
        done = dosetrace("push", address, "pomp", "mini-hcvd-ino")
    assert "written otherwise by the server" in done.stdout
    assert "sent 10, stored 10.0" in done.stdout


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"), "answered text/html, not valid JSON"),
        ((200, {}, b"[1, 2]"), "answered application/fhir+json, no JSON object"),
        ((200, {}, b"\xff\xfe"), "answered application/fhir+json, no UTF-8 text"),
        (
            (302, {"Location": "https://elsewhere/login"}, b""),
            "it points to https://elsewhere/login; expected",
        ),
    ],
)
def test_no_fhir_server_at_all(dosetrace: Run, answer: tuple[int, dict[str, str], bytes], said: str) -> None:
    server = Server()
    with running(server) as address:
        server.answers = [answer]
        assert said in error(dosetrace("push", address, "pomp"))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (STATEMENT | {"fhirVersion": "3.0.2"}, "the server speaks FHIR 3.0.2; expected 4.0.1 or 5.0.0"),
        (STATEMENT | {"fhirVersion": "4.3.0"}, "the server speaks FHIR 4.3.0; expected 4.0.1 or 5.0.0"),
        (STATEMENT | {"fhirVersion": "5.0.0"}, "the server speaks FHIR 5.0.0; expected r4"),
        (STATEMENT | {"rest": [{"interaction": [{"code": "batch"}]}]}, "the server takes no transactions"),
        (STATEMENT | {"rest": [{"resource": [{"type": "Patient"}]}]}, "does not know ActivityDefinition"),
        ({"resourceType": "Patient"}, "/metadata: Patient; expected a CapabilityStatement"),
    ],
)
def test_a_server_that_cannot_take_it(dosetrace: Run, statement: Any, said: str) -> None:
    server = Server()
    server.statement = statement
    options = ["--fhir-version", "r4"] if "expected r4" in said else []
    with running(server) as address:
        assert said in error(dosetrace("push", address, "pomp", *options))
    assert server.posts == []


def test_the_token_is_sent_and_never_shown(dosetrace: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "s3cret-t0ken"
    (tmp_path / "token").write_text(f"{secret}\n")
    server = Server()
    with running(server) as address:
        shown = dosetrace("push", address, "pomp", "--token-file", tmp_path / "token")
        monkeypatch.setenv(servers.TOKEN, secret)
        server.answers = [(500, {}, b"")]
        failed = dosetrace("push", address, "pomp")
        shown_requests = dosetrace("push", address, "pomp", "--expand")
    assert set(server.tokens) == {f"Bearer {secret}"}
    assert not any(secret in run.stdout + run.stderr for run in (shown, failed, shown_requests))
    assert (
        "the environment" not in dosetrace("push", "--help").stdout or secret not in dosetrace("push", "--help").stdout
    )


def test_a_token_is_not_sent_without_tls_nor_to_another_host(
    dosetrace: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(servers.TOKEN, "t0ken")
    plain = dosetrace("push", "http://hospital.invalid/fhir", "pomp")
    assert error(plain) == "dosetrace: http://hospital.invalid/fhir: a token is not sent without TLS; expected https"
    server = Server()
    page = {"resourceType": "Bundle", "link": [{"relation": "next", "url": "http://elsewhere.invalid/page2"}]}
    with running(server) as address:
        server.answers = [(200, {}, json.dumps(value).encode()) for value in (STATEMENT, page)]
        assert "the next page is on http://elsewhere.invalid; expected http://HOST" in error(dosetrace("pull", address))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("hospital/fhir", "hospital/fhir: expected the base address of a FHIR server, such as https://host/fhir"),
        ("https://user:word@hospital.invalid/fhir", "a user or password stands in the address of hospital.invalid"),
        ("https://hospital.invalid/fhir?x=1", "expected the base address of a FHIR server"),
        ("https://hospital.invalid:port/fhir", "the address cannot be read"),
    ],
)
def test_an_address_that_is_none(dosetrace: Run, address: str, said: str) -> None:
    shown = error(dosetrace("push", address, "pomp"))
    assert said in shown
    assert "word" not in shown or "password" in shown


@pytest.mark.parametrize(("content", "said"), [("", "is empty"), ("two words", "without spaces"), ("\u00e9", "ASCII")])
def test_a_token_file_without_a_token(dosetrace: Run, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, encoding="utf-8")
    assert said in error(dosetrace("push", "https://hospital.invalid/fhir", "pomp", "--token-file", file))
    assert "the token cannot be read" in error(
        dosetrace("pull", "https://hospital.invalid/fhir", "--token-file", tmp_path / "none")
    )


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


@needs_openssl
def test_a_certificate_nobody_knows_is_refused(dosetrace: Run, tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with running(Server(), tls) as address:
        assert "CERTIFICATE_VERIFY_FAILED" in error(dosetrace("push", address, "pomp"))


@needs_openssl
def test_the_users_own_certificate_store_is_used(
    dosetrace: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_a_certificate_nobody_knows_is_refused(dosetrace, tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with running(Server(), tls) as address:
        assert dosetrace("push", address, "pomp").returncode == 0


def test_what_dosetrace_check_finds_wrong_is_not_sent(dosetrace: Run, tmp_path: Path) -> None:
    from conftest import ROOT

    text = (ROOT / "fhir_bundles/r4/pomp.json").read_text(encoding="utf-8")
    assert '"value": 50,' in text
    wrong = tmp_path / "pomp.json"
    wrong.write_text(text.replace('"value": 50,', '"value": 500,', 1), encoding="utf-8")
    server = Server()
    with running(server) as address:
        shown = error(dosetrace("push", address, wrong))
        assert "500 mg" in shown
        assert "not sent" in shown
        assert error(dosetrace("push", address, "protocols/pomp.yaml")).endswith("or a transaction Bundle")
        assert "no such file" in error(dosetrace("push", address, "nothing.json"))
    assert server.posts == []


def test_a_server_without_plans(dosetrace: Run) -> None:
    with running(Server()) as address:
        assert error(dosetrace("pull", address)).startswith("dosetrace: http://HOST/fhir has no plan")
        assert error(dosetrace("pull", address, "pomp")) == "dosetrace: http://HOST/fhir has no plan pomp"


def test_what_was_done_before_it_broke_off_is_told(dosetrace: Run) -> None:
    class Closing(Server):
        def post(self, bundle: Any) -> tuple[int, Any]:
            if self.posts:
                self.answers = [(403, {}, b"")]
            return super().post(bundle)

        def get(self, path: str) -> tuple[int, Any]:
            return (403, {}) if len(self.posts) > 1 else super().get(path)

    with running(Closing()) as address:
        done = dosetrace("push", address, "pomp", "ino-mrd")
        assert "403 Forbidden" in error(done)
    assert done.stdout.splitlines() == [
        "pomp: 7 created",
        f"1 of 2 bundles on {address} (A server 1, r4) as sent",
    ]
