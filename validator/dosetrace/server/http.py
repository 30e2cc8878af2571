"""Requests to one FHIR server: every failure is one line that says what the server did and what was expected.

Knows nothing of bundles. TLS certificates are verified against the machine's store (SSL_CERT_FILE names another);
redirects are not followed, for they would take the token to another host.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx

from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.fhir.read.jsonvalue import JsonError, read_json
from dosetrace.findings import InputError

FHIR_JSON = "application/fhir+json"
LARGEST = 16_000_000
"""Bytes of an answer; the largest bundle of the dataset has half a megabyte."""
LONGEST_WAIT = 60.0
"""Seconds: no server is waited for longer before the next try, whatever it asks for."""
_HERE = ("localhost", "127.0.0.1", "::1")
_PASSING = (408, 409, 429)
_HINTS = {
    401: "expected a token in the environment variable DOSETRACE_TOKEN or in --token-file",
    403: "the token does not allow it",
    404: "expected the base address of a FHIR server",
    405: "the server does not take this request",
    413: "what was sent is too large for it",
    429: "it asks for fewer requests",
}


class ServerError(InputError):
    """A request that was not answered as it should.

    `status` is that of HTTP, None without an answer; `wait` the seconds it asks for; `slow` says that time ran out.
    """

    def __init__(
        self, message: str, status: int | None = None, wait: float | None = None, *, slow: bool = False
    ) -> None:
        super().__init__(message)
        self.status, self.wait, self.slow = status, wait, slow

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a little later: the server is busy, or failed without saying why.

        HAPI answers 500 to a transaction that met another one's.
        """
        return self.status is None or self.status in _PASSING or self.status >= 500


def checked_address(address: str, has_token: bool) -> str:
    """The base address without a slash at its end. Raises InputError for one that cannot or must not be used."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"the address cannot be read: {error}") from error
    if parts.username or parts.password:
        raise InputError(f"a user or password stands in the address of {host}; expected a token, see --help")
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise InputError(f"{address}: expected the base address of a FHIR server, such as https://host/fhir")
    if has_token and parts.scheme == "http" and host not in _HERE:
        raise InputError(f"{address}: a token is not sent without TLS; expected https")
    return address.rstrip("/")


@dataclass
class FhirServer:
    """One server, asked past its caches.

    `timeout` is in seconds, for a whole request; `tries` is how often a busy one is asked, `pause` the first wait.
    """

    address: str
    token: str | None = None
    timeout: float = 60.0
    tries: int = 4
    pause: float = 0.5
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.address = checked_address(self.address, self.token is not None)
        headers = {"Accept": FHIR_JSON, "Cache-Control": "no-cache"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._client = httpx.Client(verify=ssl.create_default_context(), timeout=self.timeout, headers=headers)

    def __enter__(self) -> FhirServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """The resource at a path below the base address, asked for again while the server is busy."""
        for turn in range(self.tries):
            try:
                return self._value("GET", f"{self.address}/{path}", query)
            except ServerError as error:
                if turn == self.tries - 1 or not error.may_pass or error.slow:
                    raise
                self.rest(error, turn)
        raise AssertionError("unreachable")

    def find(self, path: str) -> Any | None:
        """The resource at a path, None where the server says that it has none."""
        try:
            return self.get(path)
        except ServerError as error:
            if error.status in (404, 410):
                return None
            raise

    def search(self, kind: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Every match of a search, page after page."""
        page = self.get(kind, query)
        seen: set[str] = set()
        while True:
            for _, entry in objects(_bundle(page, self.address).get("entry")):
                if mapping(entry.get("search")).get("mode") != "include":
                    yield mapping(entry.get("resource"))
            links = [words(link.get("url")) for _, link in objects(page.get("link")) if link.get("relation") == "next"]
            if not links or links[0] in seen:
                return
            seen.add(links[0])
            page = self._value("GET", self._own(links[0]), None)

    def post(self, text: str) -> Any:
        """The answer to a transaction; asked once, for what a lost answer did is not known."""
        return self._value("POST", self.address, None, text)

    def rest(self, error: ServerError, turn: int) -> None:
        """Waits as long as the server asked for, else longer each turn."""
        time.sleep(min(error.wait if error.wait is not None else self.pause * 2**turn, LONGEST_WAIT))

    def _own(self, link: str) -> str:
        """The address of a next page, which has to be on the same server, for the token goes with it."""
        url = httpx.URL(self.address).join(link)
        here, there = _origin(httpx.URL(self.address)), _origin(url)
        if here != there:
            raise ServerError(f"{self.address}: the next page is on {there}; expected {here}")
        return str(url)

    def _value(self, method: str, url: str, query: Mapping[str, str] | None, text: str | None = None) -> Any:
        headers = {"Content-Type": FHIR_JSON} if text is not None else {}
        body = text.encode() if text is not None else None
        try:
            with self._client.stream(method, url, params=query, content=body, headers=headers) as answer:
                data = b"".join(_limited(answer.iter_bytes(), time.monotonic() + self.timeout))
        except httpx.TimeoutException as error:
            raise ServerError(f"{self.address}: no answer within {self.timeout:g} seconds", slow=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise ServerError(f"{self.address}: {_reason(error)}") from error
        return self._understood(answer, data)

    def _understood(self, answer: httpx.Response, data: bytes) -> Any:
        """The value of an answer. Raises ServerError where it is an error or no JSON."""
        if answer.is_redirect:
            target = answer.headers.get("location", "another address")
            raise ServerError(f"{self.address}: it points to {target}; expected the FHIR base address", 310)
        value, problem = _parsed(data)
        if not answer.is_success:
            said = outcome_text(value) or _HINTS.get(answer.status_code, "")
            name = f"{answer.status_code} {answer.reason_phrase}".strip()
            message = f"{self.address}: {name}" + (f": {said}" if said else "")
            raise ServerError(message, answer.status_code, _wait(answer))
        if value is None:
            kind = answer.headers.get("content-type", "no content type").split(";")[0]
            raise ServerError(f"{self.address}: answered {kind}, {problem}; expected FHIR JSON", 200)
        return value


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"


def _bundle(value: Any, address: str) -> dict[str, Any]:
    if mapping(value).get("resourceType") != "Bundle":
        raise ServerError(f"{address}: a search answered {mapping(value).get('resourceType')}; expected a Bundle", 200)
    return mapping(value)


def _limited(chunks: Iterable[bytes], deadline: float) -> Iterator[bytes]:
    """The chunks of an answer, not more and not for longer than can be meant."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise httpx.DecodingError(f"the answer has more than {LARGEST:,} bytes")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("slow answer")
        yield chunk


def _parsed(data: bytes) -> tuple[Any, str]:
    """The JSON object in an answer, or None and what is wrong with it."""
    try:
        value = read_json(data.decode())
    except UnicodeDecodeError:
        return None, "no UTF-8 text"
    except JsonError as error:
        return None, str(error)
    return (value, "") if isinstance(value, dict) else (None, "no JSON object")


def outcome_text(value: Any) -> str:
    """What an OperationOutcome says, its errors only, in one line."""
    issues = [issue for _, issue in objects(mapping(value).get("issue")) if issue.get("severity") in ("error", "fatal")]
    said = [words(issue.get("diagnostics")) or words(mapping(issue.get("details")).get("text")) for issue in issues]
    return "; ".join(" ".join(text.split())[:300] for text in said[:3] if text)


def _wait(answer: httpx.Response) -> float | None:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None


def _reason(error: Exception) -> str:
    """What went wrong below HTTP, in one line."""
    text = str(error).strip() or type(error).__name__
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE" not in text.upper():
        return f"cannot be reached ({text})"
    return text
