"""The foreign programs the interop tests run: where they are, and how they get there.

`python tests/interop/tools.py` downloads them (Maven Central and npm, 320 MB) and compiles the few Java files beside
this one. Everything downloaded is pinned: versions in the pom and package files, digests in pins.txt.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
NEEDED = ("java", "javac", "mvn", "node", "npm")
PACKAGES = (
    "hl7.fhir.r4.examples@4.0.1",
    "hl7.fhir.r5.core@5.0.0",
    "hl7.fhir.uv.extensions.r4@5.3.0-ballot-tc1",
    "hl7.fhir.uv.extensions.r5@5.3.0-ballot-tc1",
    "hl7.fhir.xver-extensions@0.1.0",
    "hl7.terminology.r4@7.0.1",
    "hl7.terminology.r5@7.0.1",
)
"""FHIR packages of the official validator, from npm."""
EXAMPLES = {
    "hl7.fhir.r4.examples@4.0.1": "r4",
    "hl7.fhir.r5.examples@5.0.0": "r5",
    "hl7.fhir.us.mcode@4.0.0": "r4",
    "hl7.fhir.uv.ips@2.0.0": "r4",
    "hl7.fhir.au.base@6.0.0": "r4",
    "hl7.fhir.uv.order-catalog@0.1.0": "r4",
}
"""The packages with HL7's official examples, and guides with examples of orders; each with its release."""
CONFORMANCE = (
    "StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "OperationDefinition", "ConceptMap",
    "CapabilityStatement", "CompartmentDefinition", "NamingSystem", "StructureMap", "ImplementationGuide",
    "GraphDefinition",
)  # fmt: skip
QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""JVM flags that about halve start and memory of short runs."""


class NotPrepared(Exception):
    """The programs are not there; the text says what to do."""


HOME = HERE / ".downloads"
"""The folder of the downloads; npm and Maven keep what they fetched, so that making it again is quick."""


def _made_from() -> str:
    """A digest of everything the folder is made from: where it differs, the folder is made again."""
    files = [path for folder in ("java", "medplum") for path in sorted((HERE / folder).rglob("*.*"))]
    inputs = (*files, HERE / "pins.txt", Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()


def _is_ready() -> bool:
    return (HOME / "ready").is_file() and (HOME / "ready").read_text() == _made_from()


def prepared() -> Path:
    """The folder, ready. Raises NotPrepared."""
    _demand_programs()
    if not _is_ready():
        raise NotPrepared("foreign programs are not downloaded (320 MB); run: python tests/interop/tools.py")
    return HOME


def _demand_programs() -> None:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        raise NotPrepared(f"no {', '.join(missing)} on this machine")


def java(part: str, main: str, *args: object, memory: str = "2g") -> list[str]:
    """The command line of a Java program: `part` is the folder under java/, `main` its class."""
    there = prepared()
    path = f"{there / part / 'classes'}{os.pathsep}{there / part / 'lib'}/*"
    own_home = f"-Duser.home={there / 'fhir-home'}"
    return ["java", *QUICK_START, f"-Xmx{memory}", own_home, "-cp", path, main, *map(str, args)]


def prepare() -> Path:
    """Downloads, verifies and compiles everything; does nothing where that was done before."""
    _demand_programs()
    if _is_ready():
        return HOME
    with tempfile.TemporaryDirectory(dir=HERE, prefix=".downloads-") as name:
        making = Path(name) / "made"
        making.mkdir()
        for part in ("server", "validator"):
            _compile(part, making / part)
        _packages(making)
        _medplum(making / "medplum")
        _verify(making)
        (making / "ready").write_text(_made_from())
        shutil.rmtree(HOME, ignore_errors=True)
        making.rename(HOME)
    return HOME


def _run(*command: object, cwd: Path) -> None:
    subprocess.run([str(word) for word in command], cwd=cwd, check=True)


def _compile(part: str, target: Path) -> None:
    source, lib, classes = HERE / "java" / part, target / "lib", target / "classes"
    classes.mkdir(parents=True)
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    work = target / "maven"
    work.mkdir()
    shutil.copy(source / "pom.xml", work)
    _run("mvn", "-q", "-B", "-ntp", goal, f"-DoutputDirectory={lib}", "-DincludeScope=runtime", cwd=work)
    shutil.copy(HERE / "java" / "logback.xml", classes)
    _run("javac", "-nowarn", "-cp", f"{lib}/*", "-d", classes, *sorted(source.glob("*.java")), cwd=target)


def _packages(target: Path) -> None:
    """The FHIR packages, and of those of the official validator the cache in which it looks for them."""
    files = target / "packages"
    files.mkdir()
    _run("npm", "pack", "--silent", *sorted({*PACKAGES, *EXAMPLES}), cwd=files)
    settings = target / "fhir-home" / ".fhir"
    settings.mkdir(parents=True)
    (settings / "fhir-settings.json").write_text('{"ignoreDefaultPackageServers": true}')
    for package in PACKAGES:
        _unpack(files / archive_name(package), settings / "packages")


def archive_name(package: str) -> str:
    """The file that npm makes of `name@version`."""
    return f"{package.replace('@', '-')}.tgz"


def _unpack(file: Path, cache: Path) -> None:
    """One package into the cache. R4's own is not on npm and is cut out of the examples; dependencies are left
    out, for they name versions that are not on npm and an offline engine would stop on them."""
    with tarfile.open(file) as tar:
        members = {item.name: tar.extractfile(item) for item in tar if item.isfile() and ".index" not in item.name}
        contents = {name: member.read() for name, member in members.items() if member is not None}
    manifest = json.loads(contents["package/package.json"])
    if manifest["name"] == "hl7.fhir.r4.examples":
        manifest |= {"name": "hl7.fhir.r4.core", "type": "fhir.core"}
        contents = {name: data for name, data in contents.items() if Path(name).name.startswith(CONFORMANCE)}
    kept = {name: version for name, version in manifest.get("dependencies", {}).items() if name.endswith(".core")}
    contents["package/package.json"] = json.dumps(manifest | {"dependencies": kept}).encode()
    for name, data in contents.items():
        path = cache / f"{manifest['name']}#{manifest['version']}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _medplum(target: Path) -> None:
    """The second server: npm checks the digests in its lock file."""
    shutil.copytree(HERE / "medplum", target)
    _run("npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", cwd=target)


def _digests(folder: Path) -> dict[str, str]:
    found = [*folder.glob("*/lib/*.jar"), *folder.glob("packages/*.tgz")]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def _verify(folder: Path) -> None:
    lines = (HERE / "pins.txt").read_text().splitlines()
    pinned = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = _digests(folder)
    wrong = sorted(name for name in pinned.keys() | found.keys() if pinned.get(name) != found.get(name))
    if wrong and "--pin" in sys.argv:
        (HERE / "pins.txt").write_text("".join(f"{found[name]}  {name}\n" for name in sorted(found)))
    elif wrong:
        raise NotPrepared(f"not the files of pins.txt: {', '.join(wrong)}")


if __name__ == "__main__":
    try:
        print(prepare())
    except NotPrepared as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} ended with exit status {error.returncode}")
