"""The measures of the site, printed as a table; run by hand: python tests/benchmarks/site.py [FOLDER OF A SITE]

How long the site takes to make, what a browser is sent for each protocol page (compressed, as a web server sends it,
without fonts), when a page that is opened from its folder first shows something, and what Lighthouse says where it is
installed (npm package lighthouse). Nothing here is a test: machines differ.
"""

from __future__ import annotations

import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent.parent
MAIN = [sys.executable, "-c", "from dosetrace.cli import main; main()"]
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder, "site")
        if len(sys.argv) < 2:
            start = time.perf_counter()
            subprocess.run([*MAIN, "site", "build", "--output", str(site)], cwd=ROOT, check=True, capture_output=True)
            row("making the whole site (under 30 s)", f"{time.perf_counter() - start:.1f} s")
        files = list(site.rglob("*.html"))
        row("pages", str(len(files)))
        pages = [f"protocols/{path.name}" for path in sorted((site / "protocols").glob("*.html"))]
        in_a_browser(site, pages)
        with served(site) as address:
            lighthouse(f"{address}/protocols/mini-hcvd-ino.html")


def row(what: str, figure: str) -> None:
    print(f"{what:<72} {figure:>14}")


def in_a_browser(site: Path, pages: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as played, served(site) as address:
        browser = played.chromium.launch(executable_path=chromium, args=list(QUIET))
        for page in pages:
            row(f"{page}: sent compressed, without fonts (under 150 kB)", f"{sent(browser, address, page):.0f} kB")
        paints = [painted(browser, site, page) for page in pages for _ in range(3)]
        row("first paint of a local page, median (under 0.5 s)", f"{statistics.median(paints):.2f} s")
        row("  the slowest", f"{max(paints):.2f} s")
        browser.close()


def sent(browser: Browser, address: str, page: str) -> float:
    """Kilobytes that come over the wire for a page that was never opened before."""
    context = browser.new_context()
    tab = context.new_page()
    sizes: list[int] = []
    tab.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    tab.goto(f"{address}/{page}", wait_until="networkidle")
    context.close()
    return sum(sizes) / 1000


def painted(browser: Browser, site: Path, page: str) -> float:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto((site / page).as_uri())
    tab.wait_for_function(PAINT)
    seconds = float(tab.evaluate(PAINT)) / 1000
    context.close()
    return seconds


class Compressing(http.server.SimpleHTTPRequestHandler):
    """Files as a web server sends them: compressed where they are text."""

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        kind = self.guess_type(str(path))
        is_text = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
        data = gzip.compress(path.read_bytes()) if is_text else path.read_bytes()
        self.send_response(200)
        headers = {"Content-Type": kind, "Content-Length": str(len(data))} | (
            {"Content-Encoding": "gzip"} if is_text else {}
        )
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def served(site: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def lighthouse(address: str) -> None:
    """What Lighthouse says of the accessibility of a page, of 100."""
    program = shutil.which("lighthouse")
    if program is None:
        row("Lighthouse, accessibility", "not installed")
        return
    command = [program, address, "--quiet", "--output=json", "--only-categories=accessibility"]
    command += [f"--chrome-flags=--headless {' '.join(QUIET)}"]
    chrome = shutil.which("chromium") or ""
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chrome}, check=False
    )
    if done.returncode:
        row("Lighthouse, accessibility", "does not run")
        return
    score = json.loads(done.stdout)["categories"]["accessibility"]["score"]
    row("Lighthouse, accessibility, of 100", f"{score * 100:.0f}")


if __name__ == "__main__":
    main()
