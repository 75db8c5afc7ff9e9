"""Splits a text of several questions and replies into pairs, each to be read on its own.

A text is split only if questions and replies alternate without exception. A pair begins with the
header lines directly above its question, or at a separator line a few lines above it.
"""

import re
from dataclasses import replace

from corpus.dropped.plain_text import headings, is_header_line, read_text
from corpus.records.reading import Reading, Skipped

HEADING_MARK = "\ue000"  # opens a line that its document marks as a heading; clean() drops it
_SEPARATOR = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:[-*_=] ){2,}[-*_=])\s*$")
_REACH = 8  # lines that may stand between a separator and the heading of the question below it
_SHORT = 160  # characters: a longer line is a paragraph of the reply above, not a title


def read_pairs(text: str) -> Reading:
    """Yield a record for each pair of question and reply in `text`, or a Skipped with its place."""
    pairs = split_pairs(text)
    for position, pair in enumerate(pairs, start=1):
        for item in read_text(_with_title(pair)):
            if isinstance(item, Skipped) and len(pairs) > 1:
                yield replace(item, place=f"pair {position}")
            else:
                yield item


def _with_title(pair: str) -> str:
    """Return `pair` without marks, with the nearest marked line above its sections as its title."""
    if HEADING_MARK not in pair:
        return pair
    lines = pair.splitlines()
    names = headings(lines)
    first = next((number for number, name in enumerate(names) if name), 0)
    title = ""
    for number, line in enumerate(lines[:first]):
        if line.startswith(HEADING_MARK):
            if not is_header_line(line) and len(line) <= _SHORT:
                title = line[1:]
            lines[number] = f"# {line[1:]}"
    text = "\n".join(lines).replace(HEADING_MARK, "")
    return f"title: {title}\n{text}" if title else text


def split_pairs(text: str) -> list[str]:
    """Return the text of each pair in `text`; `text` itself if it cannot be split for certain."""
    lines = text.splitlines()
    names = headings(lines)
    order = [name for name in names if name]
    pairs = len(order) // 2
    if pairs < 2 or order != ["question", "reply"] * pairs:
        return [text]
    questions = [number for number, name in enumerate(names) if name == "question"]
    replies = [number for number, name in enumerate(names) if name == "reply"]
    starts = [0]
    for reply, question in zip(replies, questions[1:], strict=False):
        starts.append(_start(lines, question, reply + 1))
    ends = [*starts[1:], len(lines)]
    return ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def _start(lines: list[str], question: int, lowest: int) -> int:
    """Return the line where a pair begins, given the line `question` of its question heading."""
    start = question
    while start > lowest:
        above = lines[start - 1]
        if _SEPARATOR.match(above):
            start = _front_matter(lines, start - 1, lowest)
        elif not above.strip() or above.startswith(HEADING_MARK) or is_header_line(above):
            start -= 1
        else:
            break
    for number in range(start - 1, max(lowest, start - 1 - _REACH) - 1, -1):
        if len(lines[number]) > _SHORT:
            break
        if _SEPARATOR.match(lines[number]):
            return _front_matter(lines, number, lowest)
    return start


def _front_matter(lines: list[str], end: int, lowest: int) -> int:
    """Return the first line of the front matter that line `end` closes; `end` if it closes none."""
    for number in range(end - 1, max(lowest, end - 40) - 1, -1):
        if _SEPARATOR.match(lines[number]):
            return number
        if not re.match(r"\s*[\w’' °()-]{2,40}\s*:", lines[number]):
            break
    return end
