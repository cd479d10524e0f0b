"""Write the output that README.md shows: what `kunya demo` found, and the scores on the test articles.

python .ci/readme.py      with an interpreter that has kunya installed
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"


def output(*command: str) -> str:
    """What a command of this interpreter prints."""
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    return run.stdout.strip("\n")


def main() -> None:
    """Replace the blocks behind their headings."""
    demo = output("-m", "kunya", "demo")
    blocks = {
        "## What `make demo` shows": demo[demo.index("\u2068demo\u2069:") :],
        "## How good it is": output("tests/articles/score.py", "tests/articles/test"),
    }
    text = README.read_text(encoding="utf-8")
    for heading, block in blocks.items():
        pattern = re.compile(rf"({re.escape(heading)}.*?```text\n).*?(\n```)", re.DOTALL)
        text, count = pattern.subn(lambda m, b=block: m[1] + b + m[2], text, count=1)
        if not count:
            sys.exit(f"{README}: no block of text behind {heading!r}")
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
