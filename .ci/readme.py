"""Write the scores on the articles into README.md and docs/quality.md.

python .ci/readme.py      with an interpreter that has kunya installed
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def output(*command: str) -> str:
    """What a command of this interpreter prints."""
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    return run.stdout.strip("\n")


def main() -> None:
    """Run the scorer and write what it prints."""
    scores = output("tests/articles/score.py", "tests/articles/test")
    write(ROOT / "README.md", "## How good it is", scores)
    write(ROOT / "docs" / "quality.md", "## Entities and quotations", scores)
    kinds = output("tests/articles/errors_by_kind.py")
    write(ROOT / "docs" / "quality.md", "## Errors by kind", kinds)


def write(path: Path, heading: str, block: str) -> None:
    """Put what was printed into the first block of text behind a heading."""
    pattern = re.compile(rf"({re.escape(heading)}.*?```text\n).*?(\n```)", re.DOTALL)
    text, count = pattern.subn(lambda m: m[1] + block + m[2], path.read_text("utf-8"), count=1)
    if not count:
        sys.exit(f"{path}: no block of text behind {heading!r}")
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
