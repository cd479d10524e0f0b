"""Reading and writing the tab-separated files of `lexicons/` and `facts/`."""

from __future__ import annotations

from pathlib import Path

NONE = "-"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file by column name; raises ValueError with file and line where a row is not complete."""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    header = lines[0].split("\t")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != len(header):
            raise ValueError(f"{path}:{number}: {len(fields)} columns, expected {len(header)}")
        rows.append(dict(zip(header, fields)))
    return rows


def write(path: Path, header: list[str], rows: list[tuple]) -> None:
    """Writes rows sorted by bytes of the first column, then the second, then the rest; raises on a repeated row."""
    texts = sorted([tuple(str(v) for v in row) for row in rows], key=lambda r: [v.encode() for v in r])
    if len(set(texts)) != len(texts):
        raise ValueError(f"{path}: repeated rows")
    body = "".join("\t".join(row) + "\n" for row in texts)
    path.write_text("\t".join(header) + "\n" + body, encoding="utf-8")


def join(values: list[str]) -> str:
    """Values in order, each once, joined by `|`; `-` where there are none."""
    return "|".join(dict.fromkeys(v for v in values if v and v != NONE)) or NONE


def split(value: str) -> list[str]:
    """The values of a column joined by `|`; `-` stands for none."""
    return [] if value in ("", NONE) else value.split("|")
