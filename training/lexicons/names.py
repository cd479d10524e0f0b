"""person_names.tsv: the parts of personal names, Arab and foreign, with counts, gender and Latin spellings.

Sources: arabic-name-romanizer (Wikidata CC0, MIT) for Arab names with counts; rigour (Wikidata items, MIT) for names
across scripts; ArWikiCats (MIT) for foreign persons aligned part by part; egy-names and Faker (MIT) for the unfolded
spelling, gender and agreement. A name stays where two sources agree, where it occurs three times, or where the item
that gives it sounds alike in Arabic and Latin.
"""

from __future__ import annotations

import collections
import gzip
import json
import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import faker_names
import orthography as ortho
import tsvfile
from sound import mismatch
from wordiness import Words

HEADER = ["name", "kind", "gender", "given", "family", "ordinary", "latin"]
NOT_ARAB = ("IR", "PK", "AF")
MOST_ROWS = 60_000
# Compounds that are one name part. Other phrases of two words are full names.
_COMPOUND = re.compile("^(عبد|ابو|ابي|ابا|ام|بن|ابن|ال|بو|ذو|امه|عبيد|فتح|حبيب|سعد|نصر|جار|فضل|عطا|حسب|خير|رزق|جاد|هبه|ضيف|عون|عز|سيف|ولد|بنت|بني|دي|دا|فان|فون|دو|لا|ماك|سان|سانت|ديل) ")
_COMPOUND_END = re.compile(" (الدين|الله|الاسلام|الرب|النبي|الرسول|المولي|الزهراء|الحق|الرحمن|الملك|العابدين|النساء|الهدي|النور)$")
_NOT_GIVEN_FEMININE = set("حمزه اسامه طلحه عبيده معاويه قتاده خليفه عطيه سلامه حذيفه ميسره عكرمه عروه عقبه ربيعه نعمه رفاعه مسلمه ثعلبه عنتره جمعه زياده شحاته عوده عرفه فضاله عباده عماره سماحه".split())


@dataclass
class Part:
    """What the sources say of one folded name."""

    given: int = 0
    family: int = 0
    either: int = 0
    gender: collections.Counter = field(default_factory=collections.Counter)
    forms: collections.Counter = field(default_factory=collections.Counter)
    latin: collections.Counter = field(default_factory=collections.Counter)
    sources: set = field(default_factory=set)
    sure: bool = False
    bearers: int = 0


def _latin(text: str) -> str:
    """`abdel-rahman` gives `Abdel-Rahman`; empty where the text is no Latin name."""
    text = text.strip().replace("`", "'")
    if not text or not re.fullmatch("[A-Za-zÀ-ɏḀ-ỿ' .-]+", text) or re.search("[aeiouy]{4}|(.)\\1\\1", text.lower()):
        return ""
    return re.sub("(^|[ -])([a-zà-ɏ])", lambda m: m.group(1) + m.group(2).upper(), text if not text.isupper() else text.lower())


def _compound(key: str) -> bool:
    """True for several words that are one part of a name: عبد الله, أبو مازن, سيف الإسلام, آل الشيخ."""
    words = key.split(" ")
    if words[0] in ("عبد", "عبيد"):
        return len(words) == 2 and (words[1].startswith("ال") or words[1] in ("ربه", "رب", "مناف", "شمس"))
    if len(words) == 3:
        return words[0] in ("ابو", "ابي", "بن", "ال", "بو", "ولد") and _compound(" ".join(words[1:]))
    return len(words) == 2 and bool(_COMPOUND.match(key) or _COMPOUND_END.search(key))


class Collector:
    """Gathers name parts by folded spelling."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = collections.defaultdict(Part)

    def add(self, arabic: str, latin: str, kind: str, count: int, source: str, unfolded: bool, gender: str = "u") -> None:
        arabic = ortho.clean(arabic).replace("-", " ")
        key = ortho.fold(arabic)
        if ortho.misspelt(arabic) or len(key.replace(" ", "")) < 2:
            return
        if " " in key and not _compound(key):
            return
        part = self.parts[key]
        setattr(part, kind, getattr(part, kind) + count)
        part.sources.add(source)
        if unfolded:
            part.forms[arabic] += count
        if gender != "u":
            part.gender[gender] += count
        latin = _latin(latin)
        if latin and mismatch(key, latin) <= 0.25:
            part.latin[latin] += count


def _romanizer(packages: Path, out: Collector) -> None:
    file = packages / "pypi/arabic_name_romanizer/arabic_name_romanizer/resources/names.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        for arabic, latin, country, role, count, source in db.execute("select arabic_key, latin, country, role, count, source from units"):
            if country in NOT_ARAB:
                continue
            out.add(arabic, latin, {"given": "given", "surname": "family"}.get(role, "either"), count, "romanizer", False)
            # one person's name in both scripts on Wikidata: kept where the two sound alike throughout
            if source == "wikidata" and arabic in out.parts and mismatch(arabic, latin) <= 0.08:
                out.parts[arabic].sure = True


def _egyptian(packages: Path, out: Collector) -> None:
    with gzip.open(packages / "pypi/egy_names/egy_names/data/names.json.gz", "rt", encoding="utf-8") as f:
        for record in json.load(f)["names"]:
            kind = {"g": "given", "f": "family"}.get(record.get("l"), "either")
            gender = record["g"] if kind == "given" and record.get("g") in ("m", "f") else "u"
            out.add(record["a"], record.get("e") or "", kind, 1, "egyptian", True, gender)


def _faker(packages: Path, out: Collector) -> dict[str, collections.Counter]:
    """Adds the Arabic locales; gives kind and gender of Latin names of all other locales."""
    latin: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for locale, name, kind, gender in faker_names.names(packages / "pypi/faker"):
        if locale.startswith("ar_"):
            out.add(name, "", kind, 1, "faker", True, gender)
        elif name.isascii() or re.fullmatch("[A-Za-zÀ-ɏ' -]+", name):
            latin[ortho.ascii_key(name)][(kind, gender)] += 1
    return latin


def _people(packages: Path, out: Collector) -> None:
    people = json.loads((packages / "pypi/arwikicats/ArWikiCats/jsons/people/peoples.json").read_text(encoding="utf-8"))
    for latin, arabic in people.items():
        b = re.sub(r"\s*\([^)]*\)", "", latin).split()
        a = re.sub(r"\s*\([^)]*\)", "", arabic).split()
        if len(a) == len(b) and 2 <= len(a) <= 4 and all(mismatch(x, y) <= 0.25 for x, y in zip(a, b)):
            for i, (x, y) in enumerate(zip(a, b)):
                out.add(x, y.title(), "given" if i < len(a) - 1 else "family", 1, "people", True)


def _wikidata(packages: Path, out: Collector, kinds: dict[str, collections.Counter]) -> None:
    file = next((packages / "pypi/rigour").rglob("data/names/person_names.txt"))
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            if " => " not in line:
                continue
            names = [n.strip() for n in line.rsplit(" => ", 1)[0].split(",")]
            romans = [r for n in names if len(r := re.sub("[ʻʼʾʿ]", "", n)) > 1 and re.fullmatch("[a-zà-ɏḁ-ỿ' -]+", r)]
            arabic = [n for n in names if re.search("[\u0600-\u06ff]", n) and not ortho.misspelt(ortho.clean(n).replace("-", " "))]
            if not arabic:
                continue
            if not romans:
                # an item in Arabic alone, where its other form carries the vowel marks
                if any(re.search("[\u064b-\u0652]", n) for n in names):
                    for name in {ortho.clean(n) for n in arabic}:
                        out.add(name, "", "either", 1, "wikidata", True)
                        if (key := ortho.fold(name)) in out.parts:
                            out.parts[key].sure = True
                continue
            # where the item has a spelling in Arabic letters and one in Persian letters, the fold is one
            known: collections.Counter = collections.Counter()
            for roman in romans:
                known.update(kinds.get(ortho.ascii_key(roman), {}))
            given = sum(n for (kind, _), n in known.items() if kind == "given")
            family = sum(n for (kind, _), n in known.items() if kind == "family")
            kind = "given" if given > family else "family" if family > given else "either"
            genders = collections.Counter({g: n for (k, g), n in known.items() if k == "given" and g != "u"})
            gender = genders.most_common(1)[0][0] if genders else "u"
            seen = set()
            for name in arabic:
                key = ortho.fold(ortho.clean(name).replace("-", " "))
                best = min(romans, key=lambda r: mismatch(key, r))
                if key in seen or mismatch(key, best) > 0.2:
                    continue
                seen.add(key)
                out.add(name, best, kind, 1, "wikidata", True, gender if kind == "given" else "u")
                if key in out.parts:
                    out.parts[key].sure = True


def _press(facts: Path, out: Collector) -> None:
    """Names of the news written by hand: each counts as a sure item."""
    for row in tsvfile.read(facts / "press_names.tsv"):
        out.add(row["name"], row["latin"], row["kind"], 3, "press", True, row["gender"])
        key = ortho.fold(row["name"])
        if key in out.parts:
            out.parts[key].sure = True


def _persons(lexicons: Path, out: Collector) -> None:
    """The parts of the known persons that are written by hand in persons.tsv, where both scripts have as many parts."""
    for row in tsvfile.read(lexicons / "persons.tsv"):
        latin = row["latin"].split()
        for name in tsvfile.split(row["names"]):
            arabic = name.split()
            if len(arabic) != len(latin) or not 2 <= len(arabic) <= 3:
                continue
            for i, (a, b) in enumerate(zip(arabic, latin)):
                if ortho.fold(a) not in ("بن", "ابو", "ال", "عبد", "دي", "فون", "فان", "ام") and mismatch(ortho.fold(a), b) <= 0.25:
                    out.add(a, b, "given" if i < len(arabic) - 1 else "family", 1, "persons", True)
                    if (key := ortho.fold(a)) in out.parts:
                        out.parts[key].sure = True


def _pairs(file: Path, out: Collector) -> None:
    """Name tokens in both scripts (google/transliteration, COLING 2018 Wikidata pairs): columns arabic latin count source.

    About one pair in fourteen is a misfit; those that do not sound alike are left out.
    """
    for row in tsvfile.read(file):
        arabic = ortho.clean(row["arabic"])
        key = ortho.fold(arabic)
        if len(key) < 4 or mismatch(key, row["latin"]) > 0.12:
            continue
        # one item a pair: the count tells how many people bear the name, which ranks it but is no word evidence
        out.add(arabic, row["latin"], "either", 1, "pairs", True)
        if key in out.parts:
            out.parts[key].sure = True
            out.parts[key].bearers += int(row["count"])


def _spelling_variants(parts: dict[str, Part]) -> dict[str, Part]:
    """Foreign names with غ for a Latin g, respelt with ج as in Egypt; names with ڤ, پ or چ in plain letters."""
    found = {}
    for key, part in parts.items():
        if part.sources & {"romanizer", "egyptian"}:
            continue
        plain = key.replace("ڤ", "ف").replace("پ", "ب").replace("چ", "ج").replace("گ", "غ")
        variants = {plain}
        if "غ" in plain and any("g" in name.lower() for name in part.latin):
            variants.add(plain.replace("غ", "ج"))
        for variant in variants - {key}:
            if variant not in parts:
                forms = collections.Counter({_respell(f, variant): n for f, n in part.forms.items()})
                found[variant] = Part(part.given, part.family, part.either, part.gender, forms, part.latin, part.sources, True)
    return found


def _respell(form: str, variant: str) -> str:
    """The unfolded form with the letters of its folded variant where they differ beyond the fold."""
    return "".join(f if ortho.fold(f) == v else v for f, v in zip(form, variant)) if len(form) == len(variant) else variant


def unfold(key: str, latin: str) -> str:
    """The usual spelling of a folded Arab name, by its Latin one: احمد Ahmed gives أحمد, فاطمه Fatima gives فاطمة."""
    roman = ortho.ascii_key(latin).replace("'", "")
    words, romans = key.split(" "), roman.split(" ")
    out = []
    for i, word in enumerate(words):
        r = romans[i] if len(romans) == len(words) else (roman if len(words) == 1 else "")
        r = re.sub("^(al|el)[- ]?", "", r) if word.startswith("ال") else r
        stem, head = (word[2:], "ال") if word.startswith("ال") and len(word) > 3 else (word, "")
        if stem.startswith("ا") and len(stem) > 2 and stem not in ("ابن", "ابنه", "اسم") and not re.match("ا[نبقحع]?.?ت..ا", stem) and r:
            if r[0] in "aou":
                stem = "أ" + stem[1:]
            elif r[0] in "ie" and not re.match("ابت|انت|اعت|احت|افت|اقت", stem):
                stem = "إ" + stem[1:]
        if stem in ("ابو", "ابي", "ابا"):
            stem = "أ" + stem[1:]
        if stem == "ام" and i == 0 and len(words) > 1:
            stem = "أم"
        if stem.endswith("ه") and len(stem) > 2 and re.search("(a|ah|e|eh)$", r) and not stem.endswith("ويه"):
            stem = stem[:-1] + "ة"
        elif stem.endswith("ي") and re.search("(a|ah)$", r) and len(stem) > 2:
            stem = stem[:-1] + "ى"
        out.append(head + stem)
    return " ".join(out)


class Ordinary:
    """How often a name is an ordinary word in the news: 0 never, 1 rarely, 2 often, 3 mostly.

    `places` gives folded names of places with their population, `nationalities` folded adjectives without the article.
    """

    def __init__(self, words: Words, beside: dict[str, tuple[int, int]], function_words: set[str], places: dict[str, int], nationalities: set[str], facts: Path) -> None:
        self.words, self.beside, self.function_words = words, beside, function_words
        self.places, self.nationalities = places, nationalities
        self.given = {ortho.fold(r["name"]): int(r["ordinary"]) for r in tsvfile.read(facts / "ordinary_names.tsv")}
        self.press = {ortho.fold(r["name"]) for r in tsvfile.read(facts / "press_names.tsv")}

    def level(self, key: str, count: int) -> int:
        """The level of a folded name that the sources give `count` times."""
        if key in self.given:
            return self.given[key]
        if key in self.function_words:
            return 3
        if " " in key:
            return 0
        if key.removeprefix("ال") in self.nationalities:
            return 2 if count >= 25 else 3
        seen, names = self.beside.get(key, (0, 0))
        rate = self.words.occurrences(key)
        share = (seen - names + 0.5) / (seen + 1)
        plain = share * rate
        if plain < 2 or share < 0.4:
            return 0
        inflection = self.words.inflection(key)
        if inflection < 0.1:  # a family name that stands alone, a place, or a word that does not inflect
            return 0 if (count >= 60 or plain < 7) and key not in self.places else 1
        level = 1 if share < 0.6 else 2 if share < 0.8 else 3
        level = min(level, 1 if plain < 6 else 2 if plain < 25 else 3)
        if key in self.places and inflection < 0.3:
            level = min(level, 1)
        # names that hundreds bear are names more often than this one news outlet shows
        return min(level, 1 if count >= 60 else 2 if count >= 25 else 3)

    def worthless(self, key: str, count: int, bare: bool) -> bool:
        """True for a name so rare, and a word so frequent, that it finds nothing but errors.

        `bare`: the name is known from a list of pairs only; then any sign of a word is enough.
        """
        if key in self.press:
            return False
        if key in self.given or " " in key:
            return False
        if key in self.function_words or key[0] in "وفبلك" and key[1:] in self.function_words:
            return count < 40
        seen, names = self.beside.get(key, (0, 0))
        share = (seen - names + 0.5) / (seen + 1)
        plain = share * self.words.occurrences(key)
        if count <= 12 and share > 0.4 and plain >= 7:
            return True
        if bare and (plain >= 3 and share > 0.4 or plain >= 0.5 and self.words.inflection(key) >= 0.3):
            return True
        if count <= 8 and self.places.get(key, 0) >= 300_000:
            return True
        return False


def collect(packages: Path, facts: Path, lexicons: Path, pairs: Path) -> dict[str, Part]:
    """All name parts of the sources that pass the noise filter, by folded spelling."""
    out = Collector()
    _romanizer(packages, out)
    _egyptian(packages, out)
    _people(packages, out)
    kinds = _faker(packages, out)
    _wikidata(packages, out, kinds)
    _press(facts, out)
    _persons(lexicons, out)
    _pairs(pairs, out)
    kept = {}
    for key, part in out.parts.items():
        total = part.given + part.family + part.either
        if not (part.sure or total >= 3 or len(part.sources) >= 2):
            continue
        if part.sources == {"egyptian"} or not (part.latin or part.sure or len(part.sources) > 1):
            continue
        kept[key] = part
    kept.update(_spelling_variants(kept))
    kept = {key: part for key, part in kept.items() if not set(key) & set("پچگ")}
    return kept


def build(parts: dict[str, Part], ordinary: Ordinary) -> list[tuple]:
    """The rows of person_names.tsv."""
    rows = []
    for key, part in parts.items():
        given, family = part.given, part.family
        if ordinary.worthless(key, given + family + part.either, bare=part.sources <= {"pairs"}):
            continue
        if given >= 4 * max(family, 1) or (given and not family):
            kind = "given"
        elif family >= 4 * max(given, 1) or (family and not given):
            kind = "family"
        else:
            kind = "both"
        if kind == "family" and re.fullmatch("ال.{2,}ي", key):
            kind = "nisba"
        gender = "u"
        if part.gender:
            (best, n), *rest = part.gender.most_common(2)
            gender = best if not rest or n >= 3 * rest[0][1] else "u"
        elif kind == "given" and key.endswith("ه") and key not in _NOT_GIVEN_FEMININE and not key.endswith("ويه"):
            gender = "f"
        elif kind == "given" and re.match("عبد |ابو |ذو ", key) or kind == "given" and key.endswith((" الدين", " الله")):
            gender = "m"
        latin = [name for name, _ in sorted(part.latin.items(), key=lambda p: (-p[1], p[0]))]
        latin = list({ortho.ascii_key(n): n for n in reversed(latin)}.values())[::-1][:4]
        if part.forms:
            # sources of Egypt write the final ya without dots: العجاجى for العجاجي
            if latin and ortho.ascii_key(latin[0])[-1] in "iy":
                for spelt in [f for f in part.forms if f.endswith("ى")]:
                    part.forms[spelt[:-1] + "ي"] += part.forms.pop(spelt)
            form = max(part.forms.items(), key=lambda f: (f[1], f[0]))[0]
        else:
            form = unfold(key, latin[0] if latin else "")
        count = given + family + part.either
        rows.append((form, kind, gender, given, family, ordinary.level(key, count), tsvfile.join(latin), count + part.bearers, len(part.sources)))
    rows.sort(key=lambda r: (-r[7], -r[8], r[0]))
    return [r[:7] for r in rows[:MOST_ROWS]]


def sure(parts: dict[str, Part], words: Words, function_words: set[str]) -> set[str]:
    """Folded given names that are common as names and hardly anything else: they mark the company of names."""
    return {
        key
        for key, part in parts.items()
        if part.given >= 12
        and " " not in key
        and len(key) > 2
        and key not in function_words
        and words.occurrences(key) < 400
        and words.inflection(key) < 0.3
    } | {"محمد", "احمد", "محمود", "مصطفي", "حسين", "يوسف"}
