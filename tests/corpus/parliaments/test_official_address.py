from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord, Status

_DOMAINS = {"AN": "assemblee-nationale.fr", "SENAT": "senat.fr", "UK": "parliament.uk"}


def _official(source: str, url: str, *, fictional: bool = False) -> str:
    return official_address(
        ReplyRecord(
            "u", source, "FR", "fr", "QE", "", "q", "r", Status.ANSWERED,
            url=url, fictional=fictional,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("AN", "https://questions.assemblee-nationale.fr/q15/15-33QE.htm"),
        ("AN", "https://www.assemblee-nationale.fr/dyn/15/questions/QANR5L15QE33"),
        ("AN", "https://assemblee-nationale.fr"),
        ("SENAT", "https://www.senat.fr/questions/base/2024/qSEQ240109876.html"),
        ("SENAT", "https://WWW.SENAT.FR/?a=1#b"),
        (
            "UK",
            "https://questions-statements.parliament.uk/written-questions/detail/2024-01-09/33",
        ),
    ],
)
def test_the_page_of_a_record_s_own_source_is_official(source: str, url: str) -> None:
    assert _official(source, url) == url
    assert not _official("FILE", url)
    assert not _official("SAMPLE", url)
    assert not _official(source, url, fictional=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://senat.fr/a",
        "//senat.fr/a",
        "javascript:alert(1)//https://senat.fr/",
        "https://senat.fr.evil.example/",
        "https://evilsenat.fr/",
        "https://evil.example/@senat.fr",
        "https://evil.example/https://senat.fr/",
        "https://evil.example?senat.fr",
        "https://evil.example#.senat.fr",
        "https://senat.fr@evil.example/",
        "https://user:senat.fr@senat.fr/",
        "https://senat.fr\\@evil.example/",
        "https://evil.example\\.senat.fr/",
        "https://senat.fr:8443/",
        "https://senat.fr:443/",
        "https://senat.fr./",
        "https://sénat.fr/",
        "https://ſenat.fr/",  # the long s, which lower() leaves and some readers fold
        "https://sеnat.fr/",  # a Cyrillic e
        "https://xn--snat-bpa.fr/",
        "https://senat。fr/",
        "https://senat.fr/\u202eexe",
        "https://senat.fr/a b",
        "https://senat.fr/\n",
        "https://sen\tat.fr/",
        "https://senat.fr/\x1b]8;;https://evil.example\x07",
        "https://assemblee-nationale.fr/",  # official, but of another source
        " https://senat.fr/",
        "https:senat.fr/",
        "https:///senat.fr/",
        "https://[senat.fr]/",
    ],
)
def test_what_only_looks_like_it_is_not(url: str) -> None:
    assert not _official("SENAT", url)


_PIECES = st.sampled_from(
    [
        "https://",
        "senat.fr",
        "evil.example",
        ".",
        "@",
        ":",
        "/",
        "\\",
        "?",
        "#",
        "%2e",
        "www",
        "443",
    ]
)


@given(
    st.sampled_from([*_DOMAINS, "FILE"]),
    st.lists(_PIECES | st.text(max_size=3), max_size=8).map("".join) | st.text(),
)
@example("SENAT", "https://senat.fr/@evil.example")
def test_an_official_address_always_leads_to_the_source_s_domain(source: str, rest: str) -> None:
    for url in (rest, f"https://{rest}", f"https://{_DOMAINS.get(source, 'x')}{rest}"):
        if found := _official(source, url):
            assert found == url
            parts = urlsplit(found)
            assert f".{parts.hostname}".endswith(f".{_DOMAINS[source]}")
            assert (parts.scheme, parts.netloc.lower()) == ("https", parts.hostname)
