"""Writes src/fold/presentation_forms.rs: what each Arabic presentation form stands for, folded.

Source: the compatibility decompositions of the Unicode Character Database as Python's
`unicodedata` has them. Run: python3 training/unicode/presentation_forms.py
"""

import unicodedata
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src" / "fold" / "presentation_forms.rs"
# the folds of src/fold.rs, as far as they concern letters that forms decompose to
FOLD = {
    **dict.fromkeys("أإآٱ", "ا"),
    "ؤ": "و",
    **dict.fromkeys("ئىیېۍێ", "ي"),
    **dict.fromkeys("ةہۀھەۃۂ", "ه"),
    **dict.fromkeys("کڪ", "ك"),
}


def folded(form: str) -> str:
    letters = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", form))
    kept = [FOLD.get(c, c) for c in letters if not unicodedata.combining(c) and c != "ـ"]
    return "".join(kept).strip()


def main() -> None:
    lines = [
        "// Written by training/unicode/presentation_forms.py from the Unicode Character Database "
        f"{unicodedata.unidata_version}.",
        "[",
    ]
    for n in [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]:
        c = chr(n)
        if unicodedata.decomposition(c).startswith("<") and n != 0xFDFC:
            lines.append(f'    (0x{n:04x}, "{folded(c)}"),')
    lines.append("]")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
