"""Print who said what in a text file: python examples/who_said_what.py [FILE]"""

import sys
from pathlib import Path

import kunya
from kunya.demo import ARTICLE

text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else ARTICLE
doc = kunya.analyze(text)
for quote in doc.quotes:
    speaker = quote.entity.name if quote.entity else "?"
    print(f"{speaker}: {quote.text}")
