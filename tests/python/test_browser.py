"""What notebooks show, in a real browser, light and dark; skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import kunya
from kunya.demo import ARTICLE
from kunya.display import html, page_html

sync_api = pytest.importorskip("playwright.sync_api")
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser is installed")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Contrast as WCAG 2 defines it, of every text with what lies behind it; translucent layers are mixed in their order.
CONTRAST = """
(page) => {
  const parse = (colour) => {
    const n = colour.match(/[\\d.]+/g).map(Number);
    return n.length < 4 ? [...n, 1] : n;
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const worst = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim()) continue;
    const layers = [];
    let opacity = 1;
    for (let at = text.parentElement; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      layers.unshift(parse(style.backgroundColor));
      opacity *= Number(style.opacity);
    }
    let back = page;
    for (const layer of layers) back = over(layer, back);
    const colour = parse(getComputedStyle(text.parentElement).color);
    const front = over([...colour.slice(0, 3), colour[3] * opacity], back);
    const [a, b] = [luminance(front), luminance(back)].sort((x, y) => y - x);
    worst.push([(a + 0.05) / (b + 0.05), text.data]);
  }
  return worst.sort((x, y) => x[0] - y[0])[0];
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """Everything that shows itself, as a page each."""
    doc = kunya.analyze(ARTICLE)
    index = kunya.names.Index(["محمد صلاح", "فلاديمير بوتين"])
    corpus = kunya.resolve([doc], ids=["a"])
    fragments = {
        "entity": doc.entities[0],
        "quote": doc.quotes[0],
        "mention": doc.mentions[0],
        "comparison": kunya.names.compare("علي حسن", "علي حسين"),
        "matches": index.search("Vladimir Putin"),
        "corpus": corpus,
    }
    start = '<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>x</title><meta name="color-scheme" content="light dark"></head><body>'
    pages = {name: f"{start}{html(x)}</body></html>" for name, x in fragments.items()}
    return pages | {"document": page_html([("مقال", doc)])}


NAMES = ("document", "entity", "quote", "mention", "comparison", "matches", "corpus")
PAGES = {"light": (255, 255, 255), "dark": (18, 18, 18)}


@pytest.mark.parametrize("scheme", PAGES)
@pytest.mark.parametrize("name", NAMES)
def test_contrast(browser: Any, shown: dict[str, str], name: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.set_content(shown[name])
    ratio, text = page.evaluate(CONTRAST, list(PAGES[scheme]))
    page.close()
    assert ratio >= 4.5, text  # WCAG 2.2, AA


@pytest.mark.parametrize("name", NAMES)
def test_languages_directions_and_heads(browser: Any, shown: dict[str, str], name: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.set_content(shown[name])
    assert not requests
    outer = page.locator("body > div").first
    assert outer.get_attribute("lang") in ("ar", "en")
    assert outer.get_attribute("dir") in ("rtl", "ltr")
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("script, link, img, iframe, object").count() == 0
    # nothing runs out of the side of the page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_the_article_runs_from_the_right(browser: Any, shown: dict[str, str]) -> None:
    page = browser.new_page()
    page.set_content(shown["document"])
    first, later = page.evaluate(
        """() => {
          const article = document.querySelector("body > div > div:nth-of-type(2)");
          const marks = [...article.querySelectorAll("mark")].map((m) => m.getBoundingClientRect());
          const next = marks.findIndex((m, i) => i > 0 && Math.abs(m.top - marks[i - 1].top) < 3
            && m.right < marks[i - 1].left);
          return [marks[next - 1].left, marks[next].right];
        }"""
    )
    page.close()
    assert later <= first


def test_copied_text_has_no_signs(browser: Any) -> None:
    """What is selected and copied is the article, without labels and numbers of speakers."""
    text = "قال الرئيس الروسي فلاديمير بوتين: «نحن مستعدون لاستئناف المحادثات»."
    page = browser.new_page()
    page.set_content(page_html([("", kunya.analyze(text))]))
    copied = page.evaluate(
        """() => {
          const article = document.querySelector("body > div > div:nth-of-type(2)");
          const selection = getSelection();
          selection.selectAllChildren(article);
          return selection.toString();
        }"""
    )
    page.close()
    assert copied.strip() == text
