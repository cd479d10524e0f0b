"""The type stubs of kunya._core, generated from the Rust sources.

python .ci/stubs.py            compare with the committed python/kunya/_core.pyi; 1 where they differ
python .ci/stubs.py --write    write them
"""

from __future__ import annotations

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = ROOT / "python" / "kunya" / "_core.pyi"
TOOLS = Path(sys.executable).parent
MODULES = ("arro3.core", "collections.abc", "datetime", "os", "typing")


def generated() -> str:
    """The stubs as the sources have them."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--profile", "dev", "--no-default-features", "--features", "stubs"]
        command = [TOOLS / "maturin", "generate-stubs", *options, "--out", folder]
        subprocess.run(command, cwd=ROOT, check=True)
        stub = Path(folder) / "kunya" / "_core.pyi"
        # the generator copies annotations that the sources spell out, without their modules
        text = stub.read_text("utf-8")
        imports = [f"import {name}" for name in MODULES if f"{name}." in text]
        stub.write_text(
            text.replace("\nfrom typing", "\n".join(["", *imports, "from typing"]), 1), "utf-8"
        )
        for action in (
            ["check", "--quiet", "--fix-only", "--select", "I,UP,PYI,RUF022"],
            ["format", "--quiet"],
        ):
            tool = [TOOLS / "ruff", *action, "--config", ROOT / "pyproject.toml", stub]
            subprocess.run(tool, check=True)
        return stub.read_text("utf-8")


def main() -> int:
    """Compare or write."""
    stubs = generated()
    if "--write" in sys.argv[1:]:
        COMMITTED.write_text(stubs, "utf-8")
        return 0
    committed = COMMITTED.read_text("utf-8")
    difference = difflib.unified_diff(
        committed.splitlines(), stubs.splitlines(), "committed", "generated", lineterm=""
    )
    print("\n".join(difference), end="")
    return int(committed != stubs)


if __name__ == "__main__":
    sys.exit(main())
