"""Compares the search with what a LangChain tutorial builds, on the same questions in one run.

    pip install -e '.[benchmarks]'
    python -m benchmarks.retrieval_peers HOME EVAL_FOLDER [--cache FOLDER] [--limit RECORDS]

HOME holds the index of all records that uk.jsonl and fr.jsonl of EVAL_FOLDER are about. The peers
search the same replies, cut by RecursiveCharacterTextSplitter (1,000 characters, 150 of overlap):
a FAISS store with the bundled encoder, so with the very same weights; BM25 over words in small
letters; and LangChain's EnsembleRetriever of the two, half and half. Everyone's finds are counted
once a group of identical replies. Vectors are kept in the cache folder, text by text, so an
interrupted run goes on where it was. Milliseconds hold the encoding of the question.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median

from langchain_classic.embeddings import CacheBackedEmbeddings
from langchain_classic.retrievers import EnsembleRetriever
from langchain_classic.storage import LocalFileStore
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.evaluation.evaluate import corpus_of
from bot.evaluation.questions import EvalQuestion, read_questions
from bot.evaluation.report import ranking_figures
from bot.evaluation.tables import estimate
from corpus.records.record import ReplyRecord
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import current_folder
from embeddings.measure.metrics import RankingScores, ranking_scores
from embeddings.search.index import Index

_CHUNK, _OVERLAP = 1_000, 150  # characters
_CHUNKS_FOUND = 50  # enough for ten different groups
_BATCH = 64  # texts embedded before they are written to the cache
_FIGURES = ("hit@1", "recall@5", "mrr@10")

Search = Callable[[EvalQuestion], Sequence[str]]  # a question -> groups, best first


class BundledEmbeddings(Embeddings):
    """Our encoder behind LangChain's interface."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a unit vector a text."""
        return self._encoder.encode_passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        return self._encoder.encode_query(text).tolist()


def splits(records: Iterable[ReplyRecord]) -> list[Document]:
    """Return the replies of `records`, cut as a tutorial does, each with its group.

    A reply that several records have is there once, which helps the peers: EnsembleRetriever adds
    up the ranks of equal texts, and with every copy finds one English question in ten.
    """
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
    replies = {record.group: record.reply for record in records if record.status.has_reply}
    return splitter.create_documents(list(replies.values()), [{"group": g} for g in replies])


def remembered(encoder: Encoder, cache: Path) -> CacheBackedEmbeddings:
    """Return `encoder` behind LangChain's interface, with the vectors of texts kept in `cache`."""
    return CacheBackedEmbeddings.from_bytes_store(
        BundledEmbeddings(encoder),
        LocalFileStore(cache),
        namespace=re.sub(r"\W+", "-", f"{encoder.identity.name} {encoder.identity.revision}"),
        batch_size=_BATCH,
        key_encoder="sha256",
    )


def retrievers(
    records: Iterable[ReplyRecord], encoder: Encoder, cache: Path
) -> dict[str, BaseRetriever]:
    """Return what a plain LangChain stack searches the replies of `records` with."""
    chunks = splits(records)
    store = FAISS.from_documents(chunks, remembered(encoder, cache))
    dense = store.as_retriever(search_kwargs={"k": _CHUNKS_FOUND})
    words = BM25Retriever.from_documents(chunks, preprocess_func=_words, k=_CHUNKS_FOUND)
    both = EnsembleRetriever(retrievers=[words, dense], weights=[0.5, 0.5])
    return {
        "LangChain FAISS": dense,
        "BM25": words,
        "LangChain EnsembleRetriever": both,
    }


def measure(
    search: Search, questions: Sequence[EvalQuestion], right: Sequence[set[str]]
) -> tuple[list[RankingScores], list[float]]:
    """Return scores and milliseconds of `search` for each question; `right` are its groups."""
    search(questions[0])  # warm
    scores, times = [], []
    for question, groups in zip(questions, right, strict=True):
        start = time.perf_counter()
        found = search(question)
        times.append((time.perf_counter() - start) * 1000)
        scores.append(ranking_scores(found, groups))
    return scores, times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("peer-vectors"))
    parser.add_argument(
        "--limit",
        type=int,
        help="to try the script: peers get these first records only, parlebot all: not comparable",
    )
    arguments = parser.parse_args()
    index, encoder = Index(current_folder(Home(arguments.home))), open_encoder()
    count = min(index.manifest.records, arguments.limit or index.manifest.records)
    records = list(islice(index.records(), count))
    groups = {record.uid: record.group for record in records}
    questions, bad = read_questions([arguments.eval_folder / n for n in ("uk.jsonl", "fr.jsonl")])
    for line in bad:
        print(f"left out  {line.file} (line {line.line}): {line.reason}")
    known = [q for q in questions if any(uid in groups for uid in q.gold)]
    right = [{groups[uid] for uid in q.gold if uid in groups} for q in known]
    corpora = {record.group: corpus_of(record) for record in records}
    pairs = [f"{q.language} on {corpora[min(r)]}" for q, r in zip(known, right, strict=True)]

    def parlebot(question: EvalQuestion) -> list[str]:
        found = index.search(question.text, question.language, encoder, count=10)
        return [hit.record.group for hit in found.hits]

    print(f"{len(known)} questions, {count} records; value and 95 % interval\n")
    print("| system | questions | n |", *(f"{name} |" for name in _FIGURES), "ms |")
    print("| --- " * (len(_FIGURES) + 4) + "|")
    peers = retrievers(records, encoder, arguments.cache)
    systems = {"parlebot": parlebot} | {name: _asking(peer) for name, peer in peers.items()}
    for name, search in systems.items():
        scores, times = measure(search, known, right)
        for line in _lines(name, known, pairs, scores, times):
            print(line, flush=True)


def _lines(
    system: str,
    questions: Sequence[EvalQuestion],
    pairs: Sequence[str],
    scores: Sequence[RankingScores],
    times: Sequence[float],
) -> Iterator[str]:
    for pair in dict.fromkeys(pairs):
        own = [place for place, name in enumerate(pairs) if name == pair]
        figures = ranking_figures([scores[i] for i in own], [questions[i].id for i in own])
        cells = [estimate(figures[name]) for name in _FIGURES]
        milliseconds = f"{median(times[i] for i in own):.0f}"
        yield f"| {' | '.join((system, pair, str(len(own)), *cells, milliseconds))} |"


def _asking(retriever: BaseRetriever) -> Search:
    def search(question: EvalQuestion) -> list[str]:
        return [str(chunk.metadata["group"]) for chunk in retriever.invoke(question.text)]

    return search


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


if __name__ == "__main__":
    main()
