"""Checks the contract of every lexicon: header, columns, order, values, repetition. Faults are printed as file:line.

    python training/lexicons/check.py [FILE ...]
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import orthography as ortho

LEXICONS = HERE.parent.parent / "lexicons"

_ARABIC = re.compile(f"^[{ortho.PRESS_LETTERS}0-9A-Za-z][{ortho.PRESS_LETTERS}0-9A-Za-z .'/&%-]*$")
_SLUG = re.compile("^[a-z0-9][a-z0-9-]*$")


def arabic(value: str) -> bool:
    """Names in Arabic letters without marks, joined by `|`, none empty, none twice under the fold."""
    names = value.split("|")
    return all(_ARABIC.match(n) for n in names) and len(set(names)) == len(names)


def optional(test):
    """`-`, or what `test` allows."""
    return lambda value: value == "-" or test(value)


def one_of(*values: str):
    """One of these values."""
    return lambda value: value in values


def pattern(text: str):
    """The whole value matches."""
    return lambda value: re.fullmatch(text, value) is not None


def text(value: str) -> bool:
    """Anything without surrounding spaces."""
    return bool(value) and value == value.strip()


_number = pattern(r"\d+")
_degrees = optional(pattern(r"-?\d+(\.\d+)?"))
_country = optional(pattern("[A-Z]{2}"))
_latin = optional(lambda v: bool(v) and v == v.strip() and not re.search("[\u0600-\u06ff]", v))

# file -> column -> test. Files of the hand-written part list their own columns only where they are checked here.
CONTRACTS = {
    "places": {"id": pattern(r"(geonames:\d+|wikidata:Q\d+|place:[a-z0-9-]+)"), "kind": pattern("[a-z]+"), "names": arabic, "latin": _latin, "cc": _country, "population": _number, "lat": _degrees, "lon": _degrees, "ambiguous": one_of("0", "1", "2")},
    "countries": {"cc": pattern("[A-Z]{2}"), "names": arabic, "latin": _latin, "capital": optional(pattern(r"geonames:\d+")), "nisba_m": optional(arabic), "nisba_f": optional(arabic), "nisba_m_pl": optional(arabic), "nisba_f_pl": optional(arabic), "peoples": optional(arabic), "ambiguous": optional(arabic)},
    "norps": {"id": _SLUG.match, "names_m": optional(arabic), "names_f": optional(arabic), "plural_m": optional(arabic), "plural_f": optional(arabic), "latin": _latin, "kind": one_of("people", "faith", "political", "continental", "regional", "city", "historic")},
    "person_names": {"name": arabic, "kind": one_of("given", "family", "both", "nisba", "particle"), "gender": one_of("m", "f", "u"), "given": _number, "family": _number, "ordinary": one_of("0", "1", "2", "3"), "latin": _latin},
    "months": {"calendar": _SLUG.match, "number": pattern("[1-9]|1[0-3]"), "names": arabic},
    "weekdays": {"number": pattern("[1-7]"), "names": arabic},
    "units": {"kind": pattern("[a-z]+"), "names": arabic, "latin": text, "ucum": optional(pattern(r"[%A-Za-z0-9./\[\]_]+"))},
    "currencies": {"iso": pattern("[A-Z]{3}"), "names": arabic},
    "numbers": {"value": pattern(r"\d+([/-]\d+)?"), "names": arabic, "kind": one_of("cardinal", "ordinal", "multiplier", "fraction", "vague", "decade")},
    "function_words": {"word": arabic, "class": pattern("[a-z]+")},
    "ordinary_words": {"word": arabic, "per_million": pattern(r"\d+\.\d")},
}
# Columns that must not repeat within the file.
UNIQUE = {"places": "id", "countries": "cc", "norps": "id", "person_names": "name", "currencies": "iso", "weekdays": "number", "function_words": "word", "ordinary_words": "word"}


def faults(path: Path) -> list[str]:
    """What is wrong with a lexicon, as `file:line: what`."""
    found = []
    raw = path.read_bytes()
    if not raw.endswith(b"\n"):
        found.append(f"{path}:1: no newline at the end")
    lines = raw.decode("utf-8").rstrip("\n").split("\n")
    header = lines[0].split("\t")
    contract = CONTRACTS.get(path.stem)
    if contract is not None and header != list(contract):
        return [f"{path}:1: columns {header}, expected {list(contract)}"]
    last, seen = (b"", b""), {}
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != len(header):
            found.append(f"{path}:{number}: {len(fields)} columns, expected {len(header)}")
            continue
        order = (fields[0].encode(), fields[1].encode())
        if order < last:
            found.append(f"{path}:{number}: not sorted: {fields[0]!r} after {last[0].decode()!r}")
        last = order
        for column, value in zip(header, fields):
            if contract is not None and not contract[column](value):
                found.append(f"{path}:{number}: {column} {value!r}")
        if unique := UNIQUE.get(path.stem):
            value = fields[header.index(unique)]
            if value in seen:
                found.append(f"{path}:{number}: {unique} {value!r} also on line {seen[value]}")
            seen[value] = number
        if line in seen and seen[line] != number:
            found.append(f"{path}:{number}: same as line {seen[line]}")
        seen[line] = number
    return found


def main(files: list[Path] | None = None) -> int:
    """Prints the faults of the files (all lexicons by default); gives 1 where there are any."""
    found = [f for path in files or sorted(LEXICONS.glob("*.tsv")) for f in faults(path)]
    print("\n".join(found) if found else "lexicons: no faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main([Path(a) for a in sys.argv[1:]] or None))
