"""Writes docs/transcripts.md, real answers over real replies: `python -m docs.transcripts`.

It indexes a part of ../shared/data small enough for CI and asks what stands below, as on the fixed
day `TODAY`. tests/test_docs.py fails when the page is not what this writes.
"""

import gzip
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import fill

from rich.console import Console

from bot.cli.render import print_answer
from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.load import open_encoder

PAGE = Path(__file__).parent / "transcripts.md"
SHARED = Path(__file__).parents[2] / "shared"
TODAY = date(2026, 11, 24)
_WIDTH = 88
_FRENCH = (
    "L10QE33145", "L13QE92799", "L14QE103711", "L15QE43433", "L15QE45066", "L17QE13552",
    "L17QE13564", "L17QE13610", "L17QE13671", "L17QE13716", "L17QE15012", "L17QE15273",
    "L17QE16094", "L17QE16102", "L17QE17049", "L17QE17142",
)  # fmt: skip
_BRITISH = "commons-written-questions-2024-08.json.gz"
_DEPARTMENTS = (
    "Department for Transport",
    "Department for Energy Security and Net Zero",
    "Department for Culture, Media and Sport",
)
_QUESTIONS = {
    "fr": (
        "Les protections périodiques réutilisables sont-elles remboursées, et à partir de quand ?",
        "Que compte faire le gouvernement pour les ascenseurs en panne pendant des mois ?",
        "question n° 17142",
        "Selon le ministère du travail, où en sont les décrets sur la suspension de la réforme "
        "des retraites ?",
        "Au Royaume-Uni, que fait le gouvernement contre les réservations en masse d'examens du "
        "permis de conduire ?",
        "Que fait le gouvernement contre le manque de psychiatres à l'hôpital public ?",
    ),
    "en": (
        "When will the final investment decision on Sizewell C be made? Write to me at "
        "jane@example.org",
        "What is the government doing about people who block book driving tests?",
        "What is the government doing about high petrol prices?",
        "Will the night train from Paris to Briançon stop at Die?",
        "How many seaside piers are there, and when were they built?",
        "How many swimming pools have closed in Wales?",
    ),
}
_CORPUS = """They were asked over {replies} replies only, few enough for CI to ask them again:
{french} questions of the Assemblée nationale ({numbers}) and the {british} questions to the
{departments} in the UK Parliament's `{file}`."""
_HEAD = """# Transcripts

Written by `python -m docs.transcripts`; do not edit by hand. Real answers without a chat model,
as `parlebot ask` printed them, each asked as on {today}. The answers say where their words come
from; what they quote is quoted for illustration.

{corpus}

Quotes of the Assemblée nationale: Licence Ouverte 2.0. Quotes of the UK Parliament: contains
Parliamentary information licensed under the Open Parliament Licence v3.0, gathered by mySociety
(uk-parl-written-questions, CC BY 4.0).
"""


def page(shared: Path, folder: Path, encoder: Encoder) -> str:
    """Return the text of docs/transcripts.md; the index is made in `folder`, an empty one."""
    documents = folder / "documents"
    documents.mkdir()
    for number in _FRENCH:
        shutil.copy(shared / "data" / "fr" / f"QANR5{number}.json", documents)
    british = _british(shared / "data" / "uk" / _BRITISH)
    (documents / "uk.json").write_text(json.dumps({"results": british}), "utf-8")
    home = Home(folder / "home")
    home.create()
    with Store(home.store) as store:
        ingest(store, [documents], lambda done, total: None)
        build(home, store, encoder, lambda done, total: None)
    pipeline = Pipeline(home, encoder)
    corpus = _CORPUS.format(
        replies=pipeline.index().manifest.replies,
        french=len(_FRENCH),
        numbers=", ".join(_FRENCH),
        british=len(british),
        departments=" and the ".join(_DEPARTMENTS),
        file=_BRITISH,
    )
    corpus = fill(corpus, 100, break_long_words=False, break_on_hyphens=False)
    parts = [_HEAD.format(today=TODAY.isoformat(), corpus=corpus)]
    for language, questions in _QUESTIONS.items():
        parts.append(f"## {'Français' if language == 'fr' else 'English'}\n")
        parts += _transcripts(pipeline, questions, language)
    pipeline.index().close()
    return "\n".join(parts)


def _british(path: Path) -> list[dict[str, object]]:
    results = json.loads(gzip.decompress(path.read_bytes()))["results"]
    return [r for r in results if r.get("value", r)["answeringBodyName"] in _DEPARTMENTS]


def _transcripts(pipeline: Pipeline, questions: Sequence[str], language: str) -> list[str]:
    shown = []
    for question in questions:
        answer = pipeline.ask(question, default_language=language, today=TODAY)
        printed = io.StringIO()
        console = Console(file=printed, width=_WIDTH, highlight=False, markup=False)
        # When the index was built is no part of the answer.
        print_answer(console, replace(answer, coverage=None))
        text = "\n".join(line.rstrip() for line in printed.getvalue().splitlines())
        asked = json.dumps(question, ensure_ascii=False)
        shown.append(f"```text\n$ parlebot ask {asked}\n{text}\n```\n")
    return shown


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        PAGE.write_text(
            page(Path(sys.argv[1]) if sys.argv[1:] else SHARED, Path(made), open_encoder()), "utf-8"
        )
