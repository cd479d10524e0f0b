"""Write docs/document.png: a document as a notebook shows it, pictured by a headless Chromium.

python .ci/picture.py      with an interpreter that has kunya and playwright, where chromium is installed
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

import kunya
from kunya.demo import ARTICLE
from kunya.display import page_html

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "document.png"
# Of the article as much as a glance takes in.
PARAGRAPHS = 4


def main() -> None:
    """Render and picture."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("no chromium is installed")
    text = "\n\n".join(ARTICLE.split("\n\n")[:PARAGRAPHS])
    page = page_html([("", kunya.analyze(text))])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        view = chromium.new_page(viewport={"width": 900, "height": 600}, device_scale_factor=1.5)
        view.set_content(page)
        view.screenshot(path=PICTURE, full_page=True)
        chromium.close()
    print(PICTURE)


if __name__ == "__main__":
    main()
