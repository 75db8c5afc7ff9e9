import time
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.web.links import linked
from corpus.records.record import ReplyRecord
from tests.bot.bot_parts import record

_OFFICIAL = record("", source="UK", url="https://questions-statements.parliament.uk/x/1")
_DROPPED = record("", url="https://questions-statements.parliament.uk/x/1")
_PIECES = st.sampled_from(
    ["https://", "http://", "www.", "a.gov.uk", "/x?y=1&z=2", '"', "'", "<", ">", "&", " ", "\n",
     "12 000", "« ", " ?", ".", ")", "»", "javascript:", "onmouseover=1", "é", "\u202e", "#a"]
)  # fmt: skip


class _Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", set[str]()
        self.links: list[tuple[str, str]] = []  # where each leads, what it shows
        self._is_link = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        named = {name for name, _ in attrs}
        assert named == ({"href", "target", "rel"} if tag == "a" else {"class"})
        if tag == "a":
            self.links.append((dict(attrs)["href"] or "", ""))
            self._is_link = True

    def handle_endtag(self, tag: str) -> None:
        self._is_link = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._is_link:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)


def _read(text: str, of: ReplyRecord = _OFFICIAL) -> _Read:
    return _Read(str(linked(text, of)))


def test_an_address_in_an_official_reply_opens_what_it_shows() -> None:
    seen = _read("See https://a.gov.uk/x?y=1&z=2. Or (www.gov.uk/dentists), or neither…")
    assert seen.links == [
        ("https://a.gov.uk/x?y=1&z=2", "https://a.gov.uk/x?y=1&z=2"),
        ("https://www.gov.uk/dentists", "www.gov.uk/dentists"),
    ]


def test_what_people_drop_links_to_nothing() -> None:
    text = "See https://a.example/ & <b>more</b>"
    seen = _read(text, _DROPPED)
    assert (seen.links, seen.text) == ([], text)


def test_figures_and_french_marks_stay_on_the_line_of_their_word() -> None:
    html = str(linked("« Oui » : 3 500 médecins, soit 12 % ?\nFin", _OFFICIAL))
    for words in ("« Oui", "3 500", "12 %"):
        assert f'<span class="pb-nobr">{words}</span>' in html
    assert '<span class="pb-gap">\n</span>' in html


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_text_stays_as_it_is_and_a_link_leads_only_where_it_says(text: str) -> None:
    seen = _read(text)
    assert seen.text == text
    assert seen.tags <= {"a", "span"}
    for address, shown in seen.links:
        assert address in (shown, f"https://{shown}")
        assert address.lower().startswith(("https://", "http://"))


def test_a_text_of_figures_alone_is_set_at_once() -> None:
    text = "1" * 200_000
    began = time.process_time()
    assert linked(text, _OFFICIAL) == text
    assert time.process_time() - began < 5
