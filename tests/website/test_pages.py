"""The site as files: it is whole, leads nowhere that is not there, asks no other host, and never says too much."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from website.reading import PROTOCOLS, ROOT, Links, is_local, pages, same_words, target

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@cache
def read(page: Path) -> Links:
    return Links(page)


def test_there_is_a_page_for_everything(site: Path) -> None:
    sources = ("ino-vate-mrd", "ino-mrd-phase2", "ino-ph-positive", "ino-vate-final", "mini-hcvd-ino-blina")
    checks = [path.relative_to(ROOT / "docs/pages") for path in (ROOT / "docs/pages/checks").rglob("*.md")]
    expected = [
        "index.html", "drugs.html", "use.html", "json.html", "about.html", "compare/index.html",
        *(f"protocols/{name}.html" for name in PROTOCOLS),
        *(f"sources/{name}.html" for name in sources),
        *(str(path.with_suffix(".html")) for path in checks),
    ]  # fmt: skip
    assert [name for name in expected if not (site / name).is_file()] == []
    assert len(PROTOCOLS) == 12
    assert len(checks) > 200


def test_every_link_and_every_name_in_it_is_there(site: Path) -> None:
    wrong = []
    for page in pages(site):
        for link in read(page).links:
            if not is_local(link):
                continue
            file, name = target(page, link)
            if not file.is_file():
                wrong.append(f"{page.relative_to(site)}: {link}")
            elif name and file.suffix == ".html" and name not in read(file).names and name != "__skip":
                wrong.append(f"{page.relative_to(site)}: {link} (no such name)")
    assert wrong == []


def test_no_name_is_given_twice_on_a_page(site: Path) -> None:
    twice = {
        str(page.relative_to(site)): [name for name, often in Counter(read(page).names).items() if often > 1]
        for page in pages(site)
    }
    assert {page: names for page, names in twice.items() if names} == {}


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    assert [(page.name, link) for page in pages(site) for link in read(page).loaded if not is_local(link)] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\(\s*['\"]?(?:https?:)?//", styles) == []


def test_links_to_other_hosts_are_those_of_papers_and_trials(site: Path) -> None:
    hosts = {link.split("/")[2] for page in pages(site) for link in read(page).links if "://" in link}
    ours = {"doi.org", "clinicaltrials.gov"}
    assert hosts - ours <= {"hl7.org", "www.hl7.org", "w3id.org", "github.com", "docs.github.com", "docs.gitlab.com"}


def test_nothing_is_called_safe(site: Path) -> None:
    said = [
        page.name
        for page in pages(site)
        if re.search(r"\b(?:is|are) safe\b|safe to (?:prescribe|give|use)", page.read_text(encoding="utf-8"))
    ]
    assert said == []


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_downloads_are_the_files_and_have_their_hashes(site: Path, name: str) -> None:
    page = (site / f"protocols/{name}.html").read_text(encoding="utf-8")
    files = sorted((site / "downloads" / name).iterdir())
    assert len(files) == 7
    for file in files:
        assert sha256(file.read_bytes()).hexdigest() in page, file.name
        assert f"../downloads/{name}/{file.name}" in page
    r4 = next(file for file in files if "r4" in file.name)
    assert r4.read_bytes() == (ROOT / f"fhir_bundles/r4/{name}.json").read_bytes()


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_marked_quotation_stands_in_the_seed(site: Path, name: str) -> None:
    """The words shown for a value, and the whole sentence around them, are in the source that is named."""
    page = (site / f"protocols/{name}.html").read_text(encoding="utf-8")
    found = re.findall(
        r"<blockquote>\s*<p>(.*?)</p>\s*<p class=\"dt-from\"><a[^>]*>([\w-]+)</a>(, line \d+)?", page, re.DOTALL
    )
    assert found
    others = page.partition('id="other-sentences"')[2]
    for words, source, line in found:
        sentence = same_words(_plain(words))
        seed = (ROOT / f"seeds/{source}.txt").read_text(encoding="utf-8")
        assert sentence in same_words(seed), sentence
        marked = [same_words(_plain(mark)) for mark in re.findall(r"<mark>(.*?)</mark>", words)]
        assert marked or words in others
        number = int(line.removeprefix(", line "))
        there = same_words("\n".join(seed.splitlines()[number - 1 : number + 3]))
        assert any(mark in there for mark in marked or [sentence[:20]]), (marked, number)


def _plain(html: str) -> str:
    from html import unescape

    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_gap_of_the_schedule_is_on_the_page(site: Path, dosetrace: Run, name: str) -> None:
    gaps = json.loads(dosetrace("schedule", name, "--format", "json").stdout)["not_stated"]
    page = (site / f"protocols/{name}.html").read_text(encoding="utf-8")
    section = _plain(page.split('id="not-stated"', 1)[1].split("<h2", 1)[0]).lower()
    assert gaps
    for gap in gaps:
        assert gap["fact"].lower() in section
        assert (gap["about"] or "").lower() in section


def test_a_total_that_adds_several_routes_says_so(site: Path) -> None:
    """Methotrexate of the pathway: mini-HCVD states no route, POMP says oral."""
    said = {
        name: re.findall(r"A total of <span[^>]*>(.*?)</span> adds doses of different routes: (.*?)\.<", page)
        for name in PROTOCOLS
        for page in [(site / f"protocols/{name}.html").read_text(encoding="utf-8")]
    }
    assert {name: found for name, found in said.items() if found} == {
        "mini-hcvd-ino-pathway": [("methotrexate", "oral, not stated")]
    }


def test_a_dataset_without_a_site_says_what_is_missing(dosetrace: Run, tmp_path: Path) -> None:
    for folder in ("protocols", "fhir_bundles", "seeds"):
        (tmp_path / folder).mkdir()
    (tmp_path / "seeds/sources.yaml").write_text("sources: []\n")
    done = dosetrace("site", "build", "--root", tmp_path)
    assert done.returncode == 2
    assert "docs/mkdocs.yml: not there; expected a checkout, or --root" in done.stderr


def test_the_site_is_served(site: Path) -> None:
    """`dosetrace site serve` shows the pages at the address it is given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-c", "from dosetrace.cli import main; main()", "site", "serve", "--address", address]
    quiet = subprocess.DEVNULL
    serving = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        assert "0.8 mg/m²" in _fetched(f"http://{address}/protocols/ino-vate-inotuzumab.html")
    finally:
        os.killpg(serving.pid, signal.SIGTERM)
        serving.wait(30)


def _fetched(url: str) -> str:
    """A page as soon as there is a server for it, at most a minute later."""
    until = time.monotonic() + 60
    while True:
        try:
            with urlopen(url) as answer:
                return str(answer.read().decode())
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
