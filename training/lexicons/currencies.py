"""currencies.tsv: names of currencies in the singular, dual, plural and accusative.

CLDR (Unicode-3.0) gives every name with its plural forms; facts/currencies.tsv adds the forms of the press.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import orthography as ortho
import tsvfile

HEADER = ["iso", "names"]
# Withdrawn before 1990, funds codes and test codes say nothing in the news of today.
_NO_MONEY = re.compile("^X|^(CHE|CHW|COU|USN|USS|UYI|UYW|MXV|CLF|BOV|ECV)$")
_HISTORIC = re.compile("[0-9]|–|-")


def build(packages: Path, facts: Path) -> list[tuple]:
    """The rows of currencies.tsv."""
    data = json.loads((packages / "npm/cldr-numbers-full/package/main/ar/currencies.json").read_text(encoding="utf-8"))
    names: dict[str, list[str]] = {r["iso"]: tsvfile.split(r["names"]) for r in tsvfile.read(facts / "currencies.tsv")}
    for iso, entry in data["main"]["ar"]["numbers"]["currencies"].items():
        if _NO_MONEY.match(iso) or _HISTORIC.search(entry.get("displayName", iso)):
            continue
        forms = [ortho.clean(v) for k, v in entry.items() if k.startswith("displayName")]
        forms = [f for f in forms if ortho.WORDS.match(f)]
        if forms or iso in names:
            names.setdefault(iso, []).extend(forms)
    rows = []
    for iso, forms in names.items():
        unique = {ortho.fold(f): f for f in reversed(forms)}
        rows.append((iso, tsvfile.join([f for f in forms if unique.get(ortho.fold(f)) == f])))
    return [r for r in rows if r[1] != tsvfile.NONE]
