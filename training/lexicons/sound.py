"""How well an Arabic spelling renders a Latin one: an alignment over letter correspondences.

Vowels, semivowels and h may stand alone on either side; every other letter without a counterpart costs one.
"""

from __future__ import annotations

import functools

import orthography as ortho

# Latin letters that one or two Arabic letters may render. Written from general knowledge of press transliteration.
_RENDERS = {
    "ب": "b p v bb pp", "پ": "p pp", "ت": "t th tt d ts", "ث": "th c z s t", "ج": "j g dj zh dg ch gg q", "چ": "ch g j",
    "ح": "h", "خ": "kh h j x ch g q", "د": "d dd t", "ذ": "dh d th z", "ر": "r rr rh l", "ز": "z s zz c zh j ts x",
    "س": "s c ss z sc ts th x sh sz", "ش": "sh ch s sch x sz sc c j", "ص": "s ss c", "ض": "d dh z", "ط": "t tt", "ظ": "z dh d",
    "ع": "a e o i u", "غ": "g gh h j gg q", "ف": "f v ph w ff", "ڤ": "v w", "ق": "q k g gu c gh ck", "ك": "k c q g gu ck ch cc kk kh",
    "گ": "g", "ل": "l ll", "م": "m mm n", "ن": "n nn m gn ny nh", "ه": "h e a j", "و": "w v u o ou", "ي": "y i j e ll g",
    "تش": "ch tch c q cz tsch zh tj cs tsh j", "كس": "x ks cks", "تس": "ts z c tz zh", "نغ": "ng n nk", "نج": "ng n nj", "نق": "ng",
    "نك": "ng nk nc", "دج": "dj j", "دز": "dz z", "شت": "st sht", "شب": "sp", "غز": "x", "جز": "x", "كو": "qu cu kw", "غو": "gu w", "جو": "gu",
    "كي": "qui que ch", "سك": "sc sk", "شي": "ci", "تز": "z tz", "دو": "do", "زج": "zh", "يي": "ll",
}  # fmt: skip
_RENDERS = {k: v.split() for k, v in _RENDERS.items()}
_FREE_ARABIC = set("اأإآءىةويهعؤئ")
_FREE_LATIN = set("aeiouyhw")


def _latin(text: str) -> str:
    text = ortho.ascii_key(text).replace("æ", "ae").replace("œ", "oe").replace("đ", "d").replace("ð", "d").replace("þ", "th").replace("ə", "a")
    return "".join(c for c in text if "a" <= c <= "z")


def _arabic(text: str) -> set[str]:
    """The letters with and without what looks like an article: it is one in الحديدة, not in ألبرت."""
    words = text.replace("-", " ").split()
    bare = [w[2:] if w.startswith("ال") and len(w) > 4 else w for w in words]
    return {"".join(words), "".join(bare)} - {""}


@functools.lru_cache(maxsize=1 << 18)
def mismatch(arabic: str, latin: str) -> float:
    """Share of consonants without a counterpart, 0 to 1; 1 where a side has no letters.

    The Latin side may drop a leading article (al, el, as, ar ...), as Arabic place names have one.
    """
    a, full = _arabic(arabic), _latin(latin)
    if not a or not full:
        return 1.0
    bare = _latin(" ".join(w for w in ortho.ascii_key(latin).replace("-", " ").split() if w not in ("al", "el", "as", "ash", "ar", "ad", "an", "at", "az", "le", "la", "les", "il")))
    return min(_cost(side, roman) for side in a for roman in {full, bare or full})


def _cost(a: str, b: str) -> float:
    n, m = len(a), len(b)
    big = 1e9
    cost = [[big] * (m + 1) for _ in range(n + 1)]
    cost[0][0] = 0.0
    for i in range(n + 1):
        for j in range(m + 1):
            here = cost[i][j]
            if here >= big:
                continue
            if i < n:
                free = a[i] in _FREE_ARABIC
                cost[i + 1][j] = min(cost[i + 1][j], here + (0.05 if free else 1))
                for size in (1, 2):
                    for latin in _RENDERS.get(a[i : i + size], ()) if i + size <= n else ():
                        if b.startswith(latin, j):
                            cost[i + size][j + len(latin)] = min(cost[i + size][j + len(latin)], here)
            if j < m:
                doubled = j and b[j] == b[j - 1]
                cost[i][j + 1] = min(cost[i][j + 1], here + (0.05 if (b[j] in _FREE_LATIN and (j or b[j] != "w")) or doubled else 1))
    consonants = max(sum(c not in _FREE_ARABIC for c in a), sum(c not in _FREE_LATIN for c in b), 1)
    return min(1.0, cost[n][m] / consonants)
