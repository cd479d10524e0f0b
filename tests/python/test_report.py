"""The report of a corpus: a page that opens without a network, in a real browser where there is one."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kunya
from kunya import report

HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 1">',
    "<!-- & ${window.hacked = 1}",
]
TEXTS = [
    "قال الرئيس الروسي فلاديمير بوتين في موسكو: «نحن مستعدون لاستئناف المحادثات». ووصف بوتين اللقاء بأنه مفيد.",
    "وصل فلاديمير بوتن إلى القاهرة، وأكد وزير الخارجية الروسي سيرغي لافروف أن روسيا تدعم الحوار.",
    "زار سيرجي لافروف القاهرة. وأعلنت الأمم المتحدة أنها ستشارك في المؤتمر الذي ينعقد في جنيف الأسبوع المقبل.",
    "وقال أنطونيو غوتيريش: «السلام ممكن». وأضاف غوتيريش أن الأمم المتحدة ترحب بإعلان موسكو.",
]


@pytest.fixture(scope="module")
def corpus(nlp: kunya.Analyzer) -> kunya.Corpus:
    ids = ["خبر/1", "b<b>", "c", "d"]
    dates = ["2025-03-01", None, "2025-01-01", "2025-02-01"]
    return kunya.resolve(nlp.analyze_batch(TEXTS), ids=ids, dates=dates)


@pytest.fixture(scope="module")
def hostile() -> kunya.Corpus:
    pa = pytest.importorskip("pyarrow")
    rows = [(f"{bad}{n}", bad, "ORG") for n in range(3) for bad in HOSTILE]
    names = ("document", "text", "label")
    return kunya.resolve(
        pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    )


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_numbers_have_their_passages(corpus: kunya.Corpus) -> None:
    data = data_of(report.render(corpus))
    assert data["documents"] == 4
    assert data["mentions"] == corpus.mentions.num_rows
    assert data["entities"] == corpus.entities.num_rows == len(data["shown"])
    assert len(data["said"]) == corpus.quotes.num_rows
    for entity in data["shown"]:
        assert len(entity["passages"]) == entity["documents"]
        for at, start, end in entity["passages"]:
            units = data["passages"][at][1].encode("utf-16-le")
            marked = units[2 * start : 2 * end].decode("utf-16-le")
            assert marked in entity["variants"] + entity["roles"]
    sources = [data["sources"][at][0] for at, _ in data["passages"]]
    assert set(sources) == {"خبر/1", "b<b>", "c", "d"}
    newest = next(e for e in data["shown"] if "بوتين" in e["variants"])["passages"][0][0]
    assert data["sources"][data["passages"][newest][0]] == ["خبر/1", "2025-03-01"]


def test_its_size_is_bounded() -> None:
    pa = pytest.importorskip("pyarrow")
    count = 10_000
    long = "كلمة " * 2000
    documents = [str(i) for i in range(count) for _ in range(6)]
    texts = [
        f"اسم{(i * k) % 4000} عائلة{(i + k) % 900}" for i in range(count) for k in range(5, 11)
    ]
    texts[0] = long
    table = pa.table({"document": documents, "text": texts, "label": ["PER", "ORG"] * (count * 3)})
    page = report.render(kunya.resolve(table))
    assert len(page.encode()) < 4_000_000
    data = data_of(page)
    assert len(data["shown"]) == 1000
    assert max(len(e["passages"]) for e in data["shown"]) <= 12
    assert all(len(text) < 400 for _, text in data["passages"])
    small = report.render(kunya.resolve(table), entities=5, passages=1)
    assert len(data_of(small)["shown"]) == 5


def test_long_sentences_are_cut_round_the_mention(nlp: kunya.Analyzer) -> None:
    text = "وهذا " * 300 + "فلاديمير بوتين في موسكو 😀 " + "وذلك " * 300 + "سيرغي لافروف"
    data = data_of(report.render(kunya.resolve([nlp.analyze(text)])))
    for entity in data["shown"]:
        ((at, start, end),) = entity["passages"]
        units = data["passages"][at][1].encode("utf-16-le")
        assert units[2 * start : 2 * end].decode("utf-16-le") in entity["variants"]
        assert len(units) < 2 * 400


def test_nothing_in_a_text_is_markup(hostile: kunya.Corpus, corpus: kunya.Corpus) -> None:
    page = report.render(hostile, title=HOSTILE[0])
    assert page.count("</script>") == 3
    assert "<img" not in page
    assert "<!--" not in page
    names = {v for e in data_of(page)["shown"] for v in e["variants"]}
    assert names == set(HOSTILE)
    for shown in (page, report.render(corpus)):
        assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in shown
        assert not re.search(r'(src|href)="(?!#)', shown.split('id="words"')[0])


def test_languages_and_options(corpus: kunya.Corpus, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    corpus.report(path)
    assert '<html lang="ar" dir="rtl">' in path.read_text("utf-8")
    corpus.report(str(path), language="en", title="A & B")
    page = path.read_text("utf-8")
    assert '<html lang="en" dir="ltr">' in page
    assert "<title>A &amp; B</title>" in page
    assert "{{" not in page
    with pytest.raises(ValueError, match='language must be "ar" or "en", got \'fr\''):
        corpus.report(path, language="fr")
    with pytest.raises(ValueError, match="entities must be at least 1, got 0"):
        corpus.report(path, entities=0)
    with pytest.raises(ValueError, match="passages must be at least 1, got -1"):
        corpus.report(path, passages=-1)
    for language in ("ar", "en"):
        assert report._WORDS[language].keys() == report._WORDS["ar"].keys()


def test_an_empty_corpus_has_a_report(tmp_path: Path) -> None:
    kunya.Corpus().report(tmp_path / "out.html")
    assert data_of((tmp_path / "out.html").read_text("utf-8"))["shown"] == []


def test_the_old_file_stays_where_the_disk_is_full(
    corpus: kunya.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.html"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        corpus.report(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OSError, match="none"):
        corpus.report(tmp_path / "none" / "out.html")


# -- in a browser ------------------------------------------------------------------------------------------------


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# axe-core's own file, from npm; without it only the checks written here run
AXE = os.environ.get("KUNYA_AXE", "node_modules/axe-core/axe.min.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium here")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, headless=True, args=OPTIONS)
        yield started
        started.close()


class Opened:
    """A page of a report, with what it asked the network for and complained of."""

    def __init__(self, browser: Any, path: Path, scheme: str = "light") -> None:
        self.context = browser.new_context(
            color_scheme=scheme, offline=True, viewport={"width": 1280, "height": 900}
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.goto(path.as_uri())

    def rows(self, table: str) -> int:
        return int(self.page.locator(f"#{table} tbody tr").count())

    def close(self) -> None:
        assert self.errors == []
        assert all(url.startswith("file:") for url in self.requests), self.requests
        self.context.close()


@pytest.fixture(params=["light", "dark"])
def opened(
    request: pytest.FixtureRequest, browser: Any, corpus: kunya.Corpus, tmp_path: Path
) -> Iterator[Opened]:
    corpus.report(tmp_path / "out.html")
    found = Opened(browser, tmp_path / "out.html", request.param)
    yield found
    found.close()


@pytest.mark.slow
def test_a_filter_a_sort_and_a_click(opened: Opened, corpus: kunya.Corpus, tmp_path: Path) -> None:
    page = opened.page
    count = corpus.entities.num_rows
    assert opened.rows("entity-table") == count
    page.select_option("#filter-label", "PER")
    labels = page.locator("#entity-table tbody .label").all_inner_texts()
    assert labels
    assert set(labels) == {"PER"}
    page.select_option("#filter-label", "")
    page.fill("#filter-text", "القاهره")  # folded as the page folds
    assert opened.rows("entity-table") == 1
    page.fill("#filter-text", "")
    page.get_by_role("button", name="الاسم", exact=True).first.click()
    names = page.locator("#entity-table tbody td:first-child bdi:first-child").all_inner_texts()
    assert page.locator("#entity-table th").first.get_attribute("aria-sort") == "ascending"
    assert len(names) >= count
    page.locator("#entity-table button", has_text="فلاديمير بوت").first.click()
    assert "فلاديمير بوت" in page.locator("#detail-title").inner_text()
    marks = page.locator("#detail blockquote mark").all_inner_texts()
    assert len(marks) == 2
    assert page.locator("#quote-table tbody tr").count() >= 1
    page.fill("#filter-quote", "المحادثات")
    assert opened.rows("quote-table") == 1
    node = page.locator("svg g[role=button]").first
    node.focus()
    node.press("Enter")
    assert page.locator("#detail-title").inner_text() in node.get_attribute("aria-label")
    page.screenshot(path=tmp_path / "report.png", full_page=True)
    assert (tmp_path / "report.png").stat().st_size > 20_000


@pytest.mark.slow
def test_nothing_hostile_runs(browser: Any, hostile: kunya.Corpus, tmp_path: Path) -> None:
    hostile.report(tmp_path / "out.html", title=HOSTILE[1])
    found = Opened(browser, tmp_path / "out.html")
    for button in found.page.locator("#entity-table button.plain").all()[:6]:
        button.click()
    assert found.page.evaluate("window.hacked") is None
    assert found.page.locator("img").count() == 0
    found.close()


@pytest.mark.slow
def test_text_is_selected_from_right_to_left(opened: Opened) -> None:
    page = opened.page
    page.locator("#entity-table button", has_text="لافروف").first.click()
    paragraph = page.locator("#detail blockquote p").first
    paragraph.scroll_into_view_if_needed()
    text = paragraph.inner_text()
    assert paragraph.evaluate("e => getComputedStyle(e).direction") == "rtl"
    box = paragraph.evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e); const b = r.getClientRects()[0];"
        " const p = e.getBoundingClientRect(); return [p.left, b.right, b.top + b.height / 2]; }"
    )
    left, right, middle = box
    page.mouse.move(right - 1, middle)
    page.mouse.down()
    page.mouse.move((left + right) / 2, middle, steps=8)
    page.mouse.up()
    selected = page.evaluate("String(getSelection())").strip()
    assert len(selected) > 5
    assert text.startswith(selected[:5])


CHECKS = """() => {
  const problems = [];
  const root = document.documentElement;
  if (!root.lang) problems.push("no lang");
  if (!["rtl", "ltr"].includes(root.dir)) problems.push("no dir");
  for (const field of document.querySelectorAll("input, select"))
    if (![...field.labels].some((label) => label.textContent.trim())) problems.push("no label: " + field.id);
  for (const button of document.querySelectorAll("button, [role=button], a[href]"))
    if (!button.hidden && !(button.getAttribute("aria-label") || button.textContent).trim()) problems.push("no name: " + button.outerHTML);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) problems.push("ids twice");
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = channels(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let checked = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("svg, script, .skip")) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    checked += 1;
    if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${node.data}`);
  }
  if (checked < 50) problems.push("only " + checked + " texts checked");
  return problems;
}"""


@pytest.mark.slow
def test_everybody_can_read_it(opened: Opened) -> None:
    assert opened.page.evaluate(CHECKS) == []
    if not Path(AXE).exists():
        return
    # past the page's own policy, which lets no script in
    session = opened.context.new_cdp_session(opened.page)
    session.send("Runtime.evaluate", {"expression": Path(AXE).read_text("utf-8")})
    found = opened.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert [(v["id"], v["help"], v["nodes"][0]["html"]) for v in found["violations"]] == []


@pytest.mark.slow
def test_a_telephone_shows_it_without_scrolling_sideways(
    browser: Any, corpus: kunya.Corpus, tmp_path: Path
) -> None:
    corpus.report(tmp_path / "out.html")
    found = Opened(browser, tmp_path / "out.html")
    found.page.set_viewport_size({"width": 390, "height": 800})
    wide = found.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    found.close()


@pytest.mark.slow
def test_ten_thousand_articles_open(browser: Any, nlp: kunya.Analyzer, tmp_path: Path) -> None:
    docs = nlp.analyze_batch(TEXTS)
    corpus = kunya.resolve(docs[i % 4] for i in range(10_000))
    corpus.report(tmp_path / "out.html")
    assert (tmp_path / "out.html").stat().st_size < 2_000_000
    found = Opened(browser, tmp_path / "out.html")
    assert found.rows("entity-table") == corpus.entities.num_rows
    assert "10000" in found.page.locator("#size").inner_text()
    found.close()
