"""What a LangChain tutorial's answers to broad questions would show, beside parlebot's own.

    pip install -e '.[benchmarks]'
    python -m benchmarks.answer_peers HOME FILE... [--cache FOLDER]

FILEs hold broad questions with graded replies (docs/evaluation.md); lines of other forms are passed
over. Each question is limited to the source of its records. The peers are those of
benchmarks/retrieval_peers.py, over the same replies and with the same encoder. What a peer answers
are its best chunks, cut off after as many words as parlebot quotes in the mean: it never refuses.
All are scored by bot/evaluation/grading.py. Vectors are kept in the cache folder.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from bot.evaluation.evaluate import Evaluation, evaluate
from bot.evaluation.graded_figures import graded_figures
from bot.evaluation.grading import Find, Finder, Judged, by_group, judged_answer
from bot.evaluation.questions import GRADED, read_questions
from bot.evaluation.tables import estimate
from bot.parlebot import Parlebot
from embeddings.search.filters import Filters

_SHARES = ("ndcg@10", "vital_shown", "quoted_relevant", "ideal_quoted", "nothing_relevant")
_FIGURES = (*_SHARES, "none_answered", "words")

Search = Callable[[str], Sequence[Document]]  # a question -> chunks with their group, best first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("peer-vectors"))
    arguments = parser.parse_args()
    questions = [q for q in read_questions(arguments.files)[0] if q.kind == GRADED]
    with Parlebot.open(arguments.home) as parlebot:
        outcomes, unknown = evaluate(parlebot, questions, "", own_source=True)
        print(f"{len(outcomes)} broad questions; {len(unknown)} whose records are not indexed")
        for source in dict.fromkeys(outcome.limit for outcome in outcomes):
            own = [outcome for outcome in outcomes if outcome.limit == source]
            print(f"\n| {source} ({len(own)}) |", " | ".join(_FIGURES), "|")
            print("| --- " * (len(_FIGURES) + 1) + "|")
            for name, judged in answers(parlebot, own, source, arguments.cache).items():
                figures = graded_figures(judged, [outcome.question.id for outcome in own])
                print(f"| {name} |", " | ".join(cells(figures)), "|", flush=True)


def answers(
    parlebot: Parlebot, outcomes: Sequence[Evaluation], source: str, cache: Path
) -> dict[str, list[Judged]]:
    """Return how good each system's answers are, parlebot's `outcomes` first, all on `source`."""
    from benchmarks.retrieval_peers import retrievers  # needs the extra `benchmarks`

    index, encoder = parlebot.parts()
    find = Finder(index)
    given = [outcome.judged for outcome in outcomes if outcome.judged]
    words = mean_words(given)
    peers = retrievers(index.records(Filters(source=source)), encoder, cache)
    return {"parlebot": given} | {
        name: peer_answers(peer.invoke, outcomes, find, words) for name, peer in peers.items()
    }


def mean_words(judged: Iterable[Judged]) -> int:
    """Return how many words an answer quotes in the mean, questions that got none left out."""
    words = [each.words for each in judged if each.answered]
    return round(sum(words) / len(words)) if words else 0


def peer_answers(
    search: Search, outcomes: Iterable[Evaluation], find: Find, words: int
) -> list[Judged]:
    """Return how good the best chunks of `search` are, up to `words`, for the same questions."""
    judged = []
    for question in (outcome.question for outcome in outcomes):
        if question.grading:
            found = search(question.text)
            ranked = [_group(chunk) for chunk in found]
            judged.append(
                judged_answer(by_group(question.grading, find), ranked, shown(found, words))
            )
    return judged


def shown(chunks: Iterable[Document], words: int) -> Mapping[str, Sequence[str]]:
    """Return the first `words` words of `chunks`, by the group of the reply that they are of."""
    quoted: dict[str, list[str]] = {}
    for chunk in chunks:
        taken = chunk.page_content.split()[:words]
        words -= len(taken)
        if taken:
            quoted.setdefault(_group(chunk), []).append(" ".join(taken))
    return quoted


def cells(figures: Mapping[str, Any]) -> list[str]:
    """Return the figures of a row as text, each with its interval."""
    return [estimate(figures[name], digits=0 if name == "words" else 2) for name in _FIGURES]


def _group(chunk: Document) -> str:
    return str(chunk.metadata["group"])


if __name__ == "__main__":
    main()
