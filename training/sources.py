"""The texts to learn from: questions as asked in parliament, each with the reply it was given.

Three corpora, by the country of their parliament: what is learned without one of them shows what
the encoder knows of a parliament that it has never read.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.ingestion.readers import open_file
from corpus.records.record import ReplyRecord
from corpus.text.html import html_to_text
from embeddings.texts.passages import ritual_opening, split_passages

UK, FRANCE, SCOTLAND = "uk", "france", "scotland"
CORPORA = (UK, FRANCE, SCOTLAND)
_RITUAL_SCOTLAND = re.compile(r"^To ask the Scottish (?:Government|Executive|Parliament\w*),?\s+")
_SHORTEST = 40  # characters of a question or reply; "See the reply to ..." teaches nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its reply. `uid` names its record within `corpus`."""

    corpus: str
    uid: str
    language: str
    question: str  # without its ritual opening
    reply: str
    titles: tuple[str, ...] = ()  # title, rubrique, analyses: how people type topics

    def passages(self) -> list[str]:
        """Return the passages of the reply, as an index holds them: with the title in front."""
        title = self.titles[0] if self.titles else ""
        return [
            f"{title}\n{self.reply[span.start : span.end]}".strip()
            for span in split_passages(self.reply)
        ]


def british_pairs(data: Path) -> Iterator[Pair]:
    """Yield the pairs of the House of Commons of 2025 (`uk/commons-pairs-2025.jsonl.gz`)."""
    with gzip.open(data / "uk" / "commons-pairs-2025.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            question = item["question"]
            yield Pair(
                UK,
                str(item["id"]),
                "en",
                question[ritual_opening(question) :],
                html_to_text(item["answer"]),
            )


def scottish_pairs(data: Path) -> Iterator[Pair]:
    """Yield the answered questions of the Scottish Parliament of 2016."""
    path = data / "scotland" / "motionsquestionsanswersquestions-2016.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for item in json.load(file):
            if item["AnswerText"]:
                yield Pair(
                    SCOTLAND,
                    item["EventID"],
                    "en",
                    _RITUAL_SCOTLAND.sub("", html_to_text(item["ItemText"])),
                    html_to_text(item["AnswerText"]),
                )


def french_pairs(data: Path) -> Iterator[Pair]:
    """Yield the written questions and questions to the Government of `fr-qe` and `fr-qg16`."""
    for archive in sorted([*(data / "fr-qe").glob("*.zip"), *(data / "fr-qg16").glob("*.zip")]):
        for record in open_file(archive).records:
            if record.status.has_reply:
                yield _french(record)


def _french(record: ReplyRecord) -> Pair:
    titles = dict.fromkeys((record.heading, record.title, record.rubrique, *record.themes))
    question = record.question[ritual_opening(record.question) :]
    return Pair(FRANCE, record.uid, "fr", question, record.reply, tuple(filter(None, titles)))


_READERS = {UK: british_pairs, FRANCE: french_pairs, SCOTLAND: scottish_pairs}


def read_pairs(data: Path, corpora: Iterable[str]) -> Iterator[Pair]:
    """Yield the pairs of `corpora` that say something, from the folder `../shared/data`."""
    for corpus in corpora:
        for pair in _READERS[corpus](data):
            if min(len(pair.question), len(pair.reply)) >= _SHORTEST:
                yield pair
