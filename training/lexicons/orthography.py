"""Arabic spelling: cleaning, the fold of the core, and what cannot be Arabic."""

from __future__ import annotations

import re
import unicodedata

LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
# Letters that the Arab press uses in foreign names beyond the alphabet.
PRESS_LETTERS = LETTERS + "ڤپچگ"
WORDS = re.compile(f"^[{PRESS_LETTERS}]+(?:[ \\-][{PRESS_LETTERS}]+)*$")

_CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad]")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه"}
)


def strip_marks(text: str) -> str:
    """`text` without vowel marks, tatweel and invisible controls, in composed form, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = _MARKS.sub("", _CONTROLS.sub("", text)).replace("ٱ", "ا")
    return re.sub(r"\s+", " ", text).strip()


def clean(text: str) -> str:
    """A name as a list gives it, without bracketed remarks, quotes and what follows a comma."""
    text = re.sub(r"\s*\([^)]*\)", "", strip_marks(text))
    text = re.sub("[’‘ʼ'`\"«»]", "", text).replace("–", "-")
    text = re.split("[،,/;؛]", text)[0]
    text = re.sub(r"\s*-\s*", "-", text)
    return text.strip(" -.")


def fold(text: str) -> str:
    """The fold under which the core compares words (see src/fold.rs)."""
    return strip_marks(text).translate(_FOLD).lower()


def fold_key(text: str) -> str:
    """The fold without spaces and hyphens: two names with one key are one spelling."""
    return re.sub("[ -]", "", fold(text))


def ascii_key(text: str) -> str:
    """Latin text in lower case without accents."""
    text = unicodedata.normalize("NFD", text.lower().replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("ß", "ss"))
    return "".join(c for c in text if not unicodedata.combining(c))


def misspelt(name: str) -> bool:
    """True where the spelling rules the Arabic language out, or is a slip of the keyboard."""
    if not WORDS.match(name):
        return True
    for word in re.split("[ -]", name):
        if "ى" in word[:-1] or "ة" in word[:-1]:  # final letters inside a word
            return True
        if word[0] in "ئؤىة" or (word.startswith("ء") and len(word) > 1):
            return True
        if len(word) == 1 and word != "و":
            return True
        if re.search(r"(.)\1\1", word) or re.search("اا|آا|اآ|أا|اأ", word):
            return True
        if len(re.findall("[أإؤئء]", word)) > 2 or word.count("أ") > 1:
            return True
        if re.search("وو", word) and not re.search("[اوأ]وو|وو[ادن]|^وو", word):
            return True
        if re.search("آ", word[1:]) and not re.search("^(ال|وال|لل)?.?آ|قرآن|مرآ|منشآ|شآ", word):
            return True
    return False
