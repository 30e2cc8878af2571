"""What the documents for people say is what happens."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, Run
from dosetrace.checks.load import Loader
from dosetrace.protocol.read import read_protocol

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_finding_in_the_readme_is_a_real_one(dosetrace: Run, tmp_path: Path) -> None:
    for name in ("seeds", "protocols", "fhir_bundles"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file = tmp_path / "protocols/ino-vate-inotuzumab.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("dose: 0.5 mg/m2, days: [8, 15]", "dose: 0.6 mg/m2, days: [8, 15]"), encoding="utf-8")
    out = dosetrace("check", "protocols/ino-vate-inotuzumab.yaml", cwd=tmp_path).stdout
    shown = re.search(r"^error\[.*?(?=^```)", README, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert shown[0] in out


def test_the_proof_in_the_readme_is_what_check_prints(dosetrace: Run) -> None:
    out = dosetrace("check").stdout.splitlines()
    lines = [line for line in README.splitlines() if "protocol = r4 = r5" in line or line.startswith("0 errors")]
    assert len(lines) == 3
    assert [line for line in lines if line not in out] == []


def test_the_readme_lists_every_protocol(loader: Loader) -> None:
    assert sorted(re.findall(r"^\| `([a-z-]+)`", README, re.MULTILINE)) == loader.folders.protocol_ids


def test_the_template_has_the_right_shape() -> None:
    template = re.search(r"```yaml\n(.*?)```", (ROOT / "protocols/README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert template is not None
    read = read_protocol(template[1], "template.yaml")
    assert [problem.message for problem in read.complaints] == []


def test_protocols_name_their_schema_for_editors() -> None:
    for path in (ROOT / "protocols").glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=protocol.schema.json\n")


def test_the_python_page_prints_what_it_says() -> None:
    page = (ROOT / "docs/pages/python.md").read_text(encoding="utf-8")
    pairs = re.findall(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", page, re.DOTALL)
    assert len(pairs) == len(re.findall("```python", page)) == 4
    for code, printed in pairs:
        # the command may not be on the path of a test run
        code = code.replace('["dosetrace",', f'[{sys.executable!r}, "-c", "from dosetrace.cli import main; main()",')
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == printed


def test_every_option_that_a_page_names_exists(dosetrace: Run) -> None:
    page = (ROOT / "docs/pages/import.md").read_text(encoding="utf-8")
    shown = "".join(dosetrace(name, "--help").stdout for name in ("push", "pull", "build"))
    named = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", page))
    assert named
    assert named - set(re.findall(r"--[a-z]+(?:-[a-z]+)*", shown)) == set()


def test_the_reading_in_the_readme_is_a_real_one(dosetrace: Run) -> None:
    shown = re.search(r'^\$ echo "(.*?)" \| dosetrace read\n(.*?)^```', README, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert dosetrace("read", stdin=shown[1].encode()).stdout == shown[2]
