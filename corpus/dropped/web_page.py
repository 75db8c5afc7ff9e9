"""Reader of saved web pages: the main text without menus, banners, forms and scripts.

Uses the standard library's event parser, as for the texts of the official sources: it builds no
tree and refuses nothing. Nothing that a page refers to is fetched.
"""

import html
import re
from html.parser import HTMLParser

from corpus.dropped.blocks import Block, Line, Table
from corpus.dropped.plain_text import headings
from corpus.text.clean import one_line
from corpus.text.html import BREAKING, INLINE, html_to_text, tags_only

_HEAD_REACH = 4_096  # bytes in which a page says how it is written
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,20})", re.IGNORECASE)
_LEFT_OUT = frozenset(
    (
        "script", "style", "nav", "header", "footer", "aside", "noscript", "template",
        "iframe", "object", "svg", "canvas", "audio", "video", "button", "select",
        "textarea", "dialog", "head", "menu", "map",
    )
)  # fmt: skip
_NOT_MAIN = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|fil-?d-?ariane|footer|"
    r"cookies?|sidebar|share|sharing|partage|pagination|skip-?links?|sr-only|visually-hidden)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu", "menubar")
)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr", "param")
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MAIN = frozenset(("main", "article"))
_KEPT = (BREAKING | {"sup"}) - _HEADINGS - {"table", "thead", "tbody", "tfoot", "tr", "caption"}


def charset_of(content: bytes) -> str:
    """Return the encoding that the page `content` declares, in lower case, or ""."""
    match = _CHARSET.search(content[:_HEAD_REACH])
    return match[1].decode("ascii", "ignore").lower() if match else ""


def read_html(text: str) -> list[Block]:
    """Return the lines and tables of the main text of the page `text`."""
    page = _Page()
    page.feed(tags_only(text))
    page.close()
    page.flush()
    main = [block.text for block in page.main if isinstance(block, Line)]
    holds_records = "reply" in headings(main) or len(main) < len(page.main)
    return page.main if holds_records else page.blocks


class _Page(HTMLParser):
    """Collects the blocks of a page, keeping those of its main part separate."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.main: list[Block] = []
        self._pieces: list[str] = []
        self._left_out = ""  # the tag of the outermost element that is left out
        self._depth = 0  # how many elements of that tag are open in it
        self._main = 0
        self._tables = 0
        self._rows: list[list[str]] = []
        self._in_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out:
            self._depth += tag == self._left_out
            if self._left_out == "head" and tag == "body":  # which may end the head by itself
                self._left_out = ""
        elif tag == "header" and self._main:
            self._pieces.append("<br>")
        elif tag not in _VOID and _is_left_out(tag, dict(attrs)):
            self._left_out, self._depth = tag, 1
        elif tag in _MAIN:
            self.flush()
            self._main += 1
        elif tag == "table":
            self._open_table()
        elif self._tables == 1 and tag in ("tr", "td", "th"):
            self._in_table(tag)
        elif tag in _HEADINGS and not self._tables:
            self.flush()
        else:
            markup = _markup(tag)
            if markup not in ("<div>", "<p>") or self._pieces[-1:] != [markup]:
                self._pieces.append(markup)  # one beginning of a paragraph is as good as many
            self._in_pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._depth -= tag == self._left_out
            if not self._depth:
                self._left_out = ""
        elif tag in _MAIN:
            self.flush()
            self._main = max(0, self._main - 1)
        elif tag == "table" and self._tables:
            self._close_table()
        elif self._tables == 1 and tag in ("tr", "td", "th"):
            self._close_cell()
        elif tag in _HEADINGS and not self._tables:
            self.flush(is_heading=True)
        else:
            self._pieces.append(_markup(tag, "/"))
            self._in_pre = max(0, self._in_pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if self._left_out:
            return
        text = html.escape(data, quote=False)
        self._pieces.append(text.replace("\n", "<br>") if self._in_pre else text)

    def flush(self, *, is_heading: bool = False) -> None:
        """End the current text, and any open table with it."""
        while self._tables:
            self._close_table()
        text = self._take()
        if is_heading:
            self._add(Line(one_line(text), is_heading=True))
        else:
            for line in text.splitlines():
                self._add(Line(line))

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        if self._main:
            self.main.append(block)

    def _take(self) -> str:
        # The paragraph says that this is markup, whose line breaks are mere spaces.
        text = html_to_text("<p>" + "".join(self._pieces)) if self._pieces else ""
        self._pieces = []
        return text

    def _open_table(self) -> None:
        if not self._tables:
            self.flush()
            self._rows = []
        else:
            self._pieces.append("<br>")
        self._tables += 1

    def _close_table(self) -> None:
        self._tables -= 1
        if self._tables:
            self._pieces.append("<br>")
            return
        self._close_cell()
        rows = [row for row in self._rows if any(row)]
        if all(len(row) == 1 for row in rows):  # a table for the look of the page
            for row in rows:
                for line in row[0].splitlines():
                    self._add(Line(line))
        else:
            self._add(Table(rows))

    def _in_table(self, tag: str) -> None:
        self._close_cell()
        if tag == "tr" or not self._rows:
            self._rows.append([])
        if tag != "tr":
            self._rows[-1].append("")

    def _close_cell(self) -> None:
        text = self._take()
        if not text:
            return
        if self._rows and self._rows[-1]:
            last = self._rows[-1]
            last[-1] = f"{last[-1]}\n{text}" if last[-1] else text
        else:  # a caption, or text that stands in no cell
            self._add(Line(text))


def _markup(tag: str, slash: str = "") -> str:
    if tag in _KEPT:
        return f"<{slash}{tag}>"
    if tag in ("tr", "caption"):
        return "<br>"
    if tag in ("td", "th"):
        return "" if slash else " "
    return "" if tag in INLINE else "<br>"


def _is_left_out(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag in _LEFT_OUT or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if (attributes.get("role") or "").lower() in _ROLES:
        return True
    if tag in ("html", "body", *_MAIN):
        return False
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or _NOT_MAIN.search(names[:500]) is not None
