"""Run every check and close with one line: N passed, N failed, N skipped.

Tests count as many as they are, every other check as one. A check that fails does not keep the others from
running. `python .ci/check.py NAME...` runs only those.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv" / "bin"
TEST_ENV = ROOT / ".venv-test"
TEST = TEST_ENV / "bin"
ENGINES_ENV = ROOT / ".venv-engines"
ENGINES = ENGINES_ENV / "bin"
WHEELS = ROOT / "target" / "wheels"
# What a wheel may weigh.
MOST_MEGABYTES = 40


class Count(NamedTuple):
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*(a + b for a, b in zip(self, other, strict=True)))


def run(*command: str | Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a command, show what it prints, and return its exit code and output."""
    shown = " ".join(str(part) for part in command)
    print(f"$ {shown}", flush=True)
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        lines.append(line)
    return process.wait(), "".join(lines)


def one(*command: str | Path, env: dict[str, str] | None = None) -> Count:
    """A command that passes or fails as a whole."""
    code, _ = run(*command, env=env)
    return Count(passed=1) if code == 0 else Count(failed=1)


def counted(pattern: str, *command: str | Path) -> Count:
    """A test runner whose own counts are added up; a failure without a count counts as one."""
    code, output = run(*command)
    total = Count()
    for line in re.findall(pattern, output, re.MULTILINE):
        found = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", line)}
        failed = found.get("failed", 0) + found.get("errors", 0) + found.get("error", 0)
        skipped = found.get("ignored", 0) + found.get("skipped", 0)
        total = total.plus(Count(found.get("passed", 0), failed, skipped))
    if code != 0 and total.failed == 0:
        total = total.plus(Count(failed=1))
    return total


def cargo_test() -> Count:
    # the same cases of property tests every time; a plain `cargo test` tries others
    os.environ.setdefault("PROPTEST_RNG_SEED", "20261128")
    return counted(r"^test result: .*$", "cargo", "test", "--no-fail-fast")


def pyo3_stays_in_its_place() -> Count:
    """Only src/python/ names pyo3."""
    sources = [*(ROOT / "src").rglob("*.rs"), *(ROOT / "tests").glob("*.rs"), ROOT / "build.rs"]
    guilty = [
        path.relative_to(ROOT)
        for path in sources
        if ROOT / "src" / "python" not in path.parents and "pyo3" in path.read_text("utf-8")
    ]
    for path in guilty:
        print(f"{path}: names pyo3; only src/python/ may")
    return Count(failed=1) if guilty else Count(passed=1)


def wheel() -> Count:
    """Build the wheel and install it into an environment that holds nothing of this folder."""
    for old in WHEELS.glob("kunya-*.whl"):
        old.unlink()
    # release, not dist: link-time optimisation takes minutes and changes no behaviour
    code, _ = run(TOOLS / "maturin", "build", "--profile", "release", "--out", WHEELS)
    if code != 0:
        return Count(failed=1)
    (built,) = WHEELS.glob("kunya-*.whl")
    if not (TEST / "python").exists():
        run(sys.executable, "-m", "venv", TEST_ENV)
    pip = (TEST / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    code, _ = run(*pip, "-r", ".ci/requirements-test.txt", built)
    if code == 0:
        code, _ = run(*pip, "--force-reinstall", "--no-deps", built)
    return Count(passed=1) if code == 0 else Count(failed=1)


def light() -> Count:
    """The wheel is small, and alone with what it requires it works; what it requires is light too."""
    (built,) = WHEELS.glob("kunya-*.whl")
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        code, _ = run(python, "-m", "pip", "install", "--quiet", built)
        _, listed = run(python, "-m", "pip", "list", "--format", "freeze")
        found = {line.partition("==")[0] for line in listed.splitlines() if "==" in line}
        heavy = found - {"kunya", "arro3-core", "typing_extensions", "pip", "setuptools"}
        if heavy:
            print(f"the wheel brings {', '.join(sorted(heavy))}")
        megabytes = built.stat().st_size / 1e6
        print(f"{built.name}: {megabytes:.1f} MB")
        demo, _ = run(python, "-m", "kunya", "demo")
    failed = code != 0 or demo != 0 or heavy or megabytes > MOST_MEGABYTES
    return Count(failed=1) if failed else Count(passed=1)


def browser() -> Count:
    """A browser for the tests of pages, installed where that can be done; else those tests are skipped."""
    if shutil.which("chromium") or shutil.which("google-chrome"):
        return Count(passed=1)
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("no browser, and no way to install one here: the tests of pages are skipped")
        return Count(skipped=1)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=quiet)
    return one("apt-get", "install", "-qq", "--no-install-recommends", "-y", "chromium", env=quiet)


def python_tests() -> Count:
    """All tests, the slow ones too."""
    pattern = r"^\d+ \w+.* in [\d.:]+.*$"
    return counted(
        pattern,
        *(TEST / "python", "-W", "error", "-m", "pytest", "-W", "error"),
        *("-m", "slow or not slow"),
    )


def engines() -> Count:
    """Spark and Ray, in an environment of their own: what they bring changes what other tests see."""
    built = sorted(WHEELS.glob("kunya-*.whl"), key=lambda path: path.stat().st_mtime)
    if not built:
        print("no wheel; `python .ci/check.py wheel` builds it")
        return Count(failed=1)
    if not (ENGINES / "python").exists():
        run(sys.executable, "-m", "venv", ENGINES_ENV)
    pip = (ENGINES / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    code, _ = run(*pip, "-r", ".ci/requirements-engines.txt", built[-1])
    if code == 0:
        code, _ = run(*pip, "--force-reinstall", "--no-deps", built[-1])
    if code != 0:
        return Count(failed=1)
    return counted(
        r"^\d+ \w+.* in [\d.:]+.*$",
        *(ENGINES / "python", "-m", "pytest", "-m", "slow or not slow"),
        *("tests/python/test_spark.py", "tests/python/test_ray.py"),
        "tests/python/test_notebooks.py::test_runs[laptop_to_spark.ipynb]",
    )


def snippets() -> Count:
    """What the documentation shows is what comes out."""
    pages = ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))]
    return one(TEST / "python", "-m", "doctest", *pages)


CHECKS: dict[str, Callable[[], Count]] = {
    "rustfmt": lambda: one("cargo", "fmt", "--check"),
    "clippy": lambda: one("cargo", "clippy", "--all-targets", "--", "-D", "warnings"),
    "clippy-python": lambda: one("cargo", "clippy", "--features", "abi3", "--", "-D", "warnings"),
    "pyo3": pyo3_stays_in_its_place,
    "cargo-test": cargo_test,
    "doc": lambda: one("cargo", "doc", "--no-deps", "--quiet", env={"RUSTDOCFLAGS": "-D warnings"}),
    "ruff": lambda: one(TOOLS / "ruff", "check"),
    "ruff-format": lambda: one(TOOLS / "ruff", "format", "--check"),
    "wheel": wheel,
    "light": light,
    "browser": browser,
    "pytest": python_tests,
    "engines": engines,
    "mypy": lambda: one(TEST / "python", "-m", "mypy", "--strict", "python/kunya"),
    "stubs": lambda: one(TOOLS / "python", ".ci/stubs.py"),
    "stubtest": lambda: one(TEST / "python", "-m", "mypy.stubtest", "kunya._core"),
    "snippets": snippets,
    "site": lambda: one(TOOLS / "mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"}),
    "articles": lambda: one(TEST / "python", "tests/articles/check.py"),
}


def main(names: list[str]) -> int:
    """Run the named checks, or all of them."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"checks must be among {', '.join(CHECKS)}, got {', '.join(unknown)}")
        return 2
    total = Count()
    failed = []
    for name in names or CHECKS:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        count = CHECKS[name]()
        total = total.plus(count)
        if count.failed:
            failed.append(name)
        print(f"== {name}: {'FAILED' if count.failed else 'ok'}, {time.monotonic() - start:.0f} s")
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
