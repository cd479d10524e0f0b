"""What the tests share: texts written for this project and documents read from them."""

from __future__ import annotations

import pytest

import kunya

NEWS = (
    "موسكو - قال الرئيس الروسي فلاديمير بوتين يوم الأحد: «نحن مستعدون لاستئناف المحادثات». "
    "وأضاف بوتين أن روسيا ستخصص 12 مليون دولار للمشروع في عام 2025."
)

# Emoji outside the BMP, marks, tatweel, presentation forms, bidi controls, clitics.
AWKWARD = (
    "😀 قـــالَ الوَزِيرُ المِصْرِيُّ 👨‍👩‍👧‍👦: «زُرْتُ القاهرةَ» 🇪🇬 𐎀 وﻻ ﷲ "
    "\u202bللأمم المتحدة\u202c http://example.org/ا?ب=1 #هاشتاق_عربي @user 2.5% ١٢٬٣٤٥٫٦ e\u0301"
)

TEXTS = [
    NEWS,
    AWKWARD,
    "",
    " ",
    "\n\n\t",
    "\u064b\u064c\u064d",
    "ــــ",
    "\x00 ا \x00",
    '""""""«««»»»(((',
    "\u202e\u2066\u200f\u2069",
    "BBC reports from القاهرة.",
]


@pytest.fixture(scope="session")
def nlp() -> kunya.Analyzer:
    """The default analyzer."""
    return kunya.Analyzer()


@pytest.fixture(scope="session")
def doc(nlp: kunya.Analyzer) -> kunya.Document:
    """A short news text, read."""
    return nlp.analyze(NEWS)
