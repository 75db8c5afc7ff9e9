"""How fast an index is built and asked, beside the plain LangChain stack in the same run.

    pip install -e '.[benchmarks]'
    python -m benchmarks.index_build ../shared/data FOLDER [--pairs 5000] [--every 1] [--subset 300]

All records of the data and so many of its pairs of 2025 (records of a benchmark-only source) are
built into FOLDER/home; --every N takes one record in N, for a first look. The encoder's ceiling is
its rate on a spread of the same texts, sorted by length, before the build and after. The plain
stack (RecursiveCharacterTextSplitter, HuggingFaceEmbeddings with the same weights, its FAISS store)
and parlebot both build a subset of records, from nothing. Each step is a process of its own, so
that its peak memory is known. Threads are those of the environment.
"""

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from corpus.files.file_state import FileState
from corpus.ingestion.ingest import ingest
from corpus.records.reading import ReadFile
from corpus.records.record import ReplyRecord, Status
from corpus.store.store import Store
from corpus.text.html import html_to_text
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.bundled import BundledEncoder
from embeddings.encoders.encoder import encode_stream
from embeddings.texts.passages import keys_of

ROOT = Path(__file__).parents[1]
PAIRS = "commons-pairs-2025.jsonl.gz"
SAMPLE = 4_000  # texts that the ceiling is measured on, a twentieth of them by the engine
COLD_RUNS, WARM_RUNS = 5, 60
MIB = 1 / 1024  # of a KiB, in which Linux counts peak memory

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=5_000)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--subset", type=int, default=300)
    parser.add_argument("--step", choices=STEPS)
    arguments = parser.parse_args()
    if arguments.step:
        figures = STEPS[arguments.step](arguments)
        figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MIB
        print(json.dumps(figures))
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print_tables({name: _in_process(name) for name in STEPS})


def _in_process(step: str) -> Figures:
    """Run this command again for one step."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.index_build", *sys.argv[1:]]
    done = subprocess.run(
        [*command, "--step", step], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def pairs(path: Path, count: int) -> Iterator[ReplyRecord]:
    """Yield the first `count` pairs as records of a source that only this benchmark has."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, count):
            pair = json.loads(line)
            yield ReplyRecord(
                uid=f"pair-{pair['id']}",
                source="PAIRS",
                country="GB",
                language="en",
                kind="UK written",
                title="",
                question=html_to_text(pair["question"]),
                reply=html_to_text(pair["answer"]),
                status=Status.ANSWERED,
            )


def read(arguments: argparse.Namespace) -> Figures:
    """Put the records into the store of FOLDER/home, and a subset into that of FOLDER/subset."""
    home, subset = Home(arguments.folder / "home"), Home(arguments.folder / "subset")
    start = time.perf_counter()
    with Store(arguments.folder / "all.sqlite") as every:
        documents = [p for p in arguments.data.rglob("*.json*") if p.name != PAIRS]
        ingest(every, documents, _quiet)
        records = list(every.records())
    seconds = time.perf_counter() - start
    source = next(arguments.data.rglob(PAIRS))
    records += pairs(source, arguments.pairs)
    chosen = records[:: arguments.every]
    for one, some in ((home, chosen), (subset, _spread(chosen, arguments.subset))):
        one.create()
        with Store(one.store) as store:
            store.put(FileState.of(source), ReadFile(some, [], []))
    return {"records": len(chosen), "read": len(records), "seconds": seconds}


def ceiling(arguments: argparse.Namespace) -> Figures:
    """Measure the encoder alone on texts like those of the build, the fast way and the engine's."""
    encoder = BundledEncoder()
    texts = _spread(_texts(Home(arguments.folder / "home")), SAMPLE)
    tokens = _tokens(encoder, texts)
    for _ in encode_stream(encoder, ["warm up " * 9_000]):
        pass  # torch is loaded now
    bulk = tokens / _seconds(lambda: list(encode_stream(encoder, texts)))
    few = texts[::20]
    engine = _tokens(encoder, few) / _seconds(lambda: encoder.encode_passages(few))
    return {"bulk_tokens_s": bulk, "engine_tokens_s": engine}


def ceiling_after(arguments: argparse.Namespace) -> Figures:
    """Measure the encoder alone once more: a machine that others share is not the same all day."""
    return ceiling(arguments)


def whole(arguments: argparse.Namespace) -> Figures:
    """Build the index of FOLDER/home."""
    return _built(Home(arguments.folder / "home"))


def subset(arguments: argparse.Namespace) -> Figures:
    """Build the index of FOLDER/subset."""
    return _built(Home(arguments.folder / "subset"))


def plain(arguments: argparse.Namespace) -> Figures:
    """Build the plain stack's store over the subset, and add one document to it."""
    from benchmarks.bundled_weights import write_model
    from benchmarks.plain_stack import open_embeddings, open_store
    from benchmarks.retrieval_peers import FAISS, splits

    model, folder = arguments.folder / "model", arguments.folder / "plain"
    if not model.is_dir():
        write_model(model)
    with Store(Home(arguments.folder / "subset").store) as store:
        records = list(store.records())
    start = time.perf_counter()
    embeddings = open_embeddings(str(model))
    chunks = splits(records)
    FAISS.from_documents(chunks, embeddings).save_local(str(folder))
    seconds = time.perf_counter() - start
    tokens = _tokens(BundledEncoder(), [chunk.page_content for chunk in chunks])
    start = time.perf_counter()
    opened = open_store(str(folder), embeddings)
    opened.add_documents(splits([_new_record()]))
    opened.save_local(str(folder))
    added = time.perf_counter() - start
    return {"seconds": seconds, "tokens": tokens, "keys": len(chunks), "add_s": added}


def asked(arguments: argparse.Namespace) -> Figures:
    """Ask the whole index and the plain stack: cold, a process a question; warm, one process."""
    from bot.pipeline.pipeline import Pipeline
    from embeddings.generation.manifest import current_folder

    home = Home(arguments.folder / "home")
    questions = _questions(home)
    index = str(next(current_folder(home).rglob("reply.faiss")))
    model, folder = str(arguments.folder / "model"), str(arguments.folder / "plain")
    programs = {
        "parlebot": ["bot", "ask"],
        "bare": ["benchmarks.bare_ask", index],
        "plain stack": ["benchmarks.plain_stack", model, folder],
    }
    cold: dict[str, list[float]] = {name: [] for name in programs}
    for question in questions[: COLD_RUNS + 1]:
        for name, program in programs.items():
            cold[name].append(_seconds(lambda p=program, q=question: _run(home, *p, q)))
    pipeline = Pipeline(home)
    return {
        "cold_s": {name: float(np.median(seconds[1:])) for name, seconds in cold.items()},
        "warm_ms": _warm_ms(pipeline.ask, questions),
    }


def plain_asked(arguments: argparse.Namespace) -> Figures:
    """Ask the plain stack's store of the subset, in one process."""
    from benchmarks.plain_stack import CHUNKS, open_embeddings, open_store

    embeddings = open_embeddings(str(arguments.folder / "model"))
    store = open_store(str(arguments.folder / "plain"), embeddings)
    questions = _questions(Home(arguments.folder / "subset"))
    return {"warm_ms": _warm_ms(lambda q: store.similarity_search(q, k=CHUNKS), questions)}


def added(arguments: argparse.Namespace) -> Figures:
    """Add one document to the whole index, as a process."""
    home = Home(arguments.folder / "home")
    document = arguments.folder / "new.md"
    new = _new_record()
    text = f"# {new.title}\n\nQuestion\n{new.question}\n\nRéponse\n{new.reply}\n"
    document.write_text(text, "utf-8")
    return {"add_s": _seconds(lambda: _run(home, "bot", "index", str(document)))}


STEPS: dict[str, Callable[[argparse.Namespace], Figures]] = {
    function.__name__: function
    for function in (read, ceiling, whole, ceiling_after, subset, plain, asked, plain_asked, added)
}


def print_tables(figures: dict[str, Figures]) -> None:
    """Print what the steps measured."""
    read_, all_, some, other = (figures[name] for name in ("read", "whole", "subset", "plain"))
    tops = figures["ceiling"], figures["ceiling_after"]
    engine, bulk = ([top[name] for top in tops] for name in ("engine_tokens_s", "bulk_tokens_s"))
    rate = all_["tokens"] / all_["seconds"]
    print(f"{read_['records']} records, {all_['keys']} texts, {all_['tokens']} tokens;", end=" ")
    print(f"threads: {os.environ.get('OMP_NUM_THREADS', 'all')}")
    print(
        "before and after the build: engine alone", " and ".join(f"{r:.0f}" for r in engine), end=""
    )
    print(" tokens/s, in bulk", " and ".join(f"{rate:.0f}" for rate in bulk))
    print(f"build {all_['seconds']:.0f} s, {rate:.0f} tokens/s,", end=" ")
    print(f"{all_['keys'] / all_['seconds']:.1f} texts/s,", end=" ")
    print(f"{rate / max(bulk):.2f} of the encoder alone,", end=" ")
    print(f"embedding {all_['embedding_s'] / all_['seconds']:.2f} of the time")
    print("\n| | parlebot | plain stack | bare |\n| --- | --- | --- | --- |")
    cold, warm = figures["asked"]["cold_s"], figures["asked"]["warm_ms"]
    warm_plain = figures["plain_asked"]["warm_ms"]
    rows: Sequence[tuple[str, str, float, float | None, float | None]] = (
        ("build of the subset, s", ".1f", some["seconds"], other["seconds"], None),
        ("tokens/s", ".0f", _rate(some), _rate(other), None),
        ("peak memory of it, MiB", ".0f", some["peak_mib"], other["peak_mib"], None),
        ("peak memory of the whole, MiB", ".0f", all_["peak_mib"], None, None),
        (
            "add a document, s (plain: in an open process)",
            ".2f",
            figures["added"]["add_s"],
            other["add_s"],
            None,
        ),
        ("cold question, s", ".2f", cold["parlebot"], cold["plain stack"], cold["bare"]),
        ("warm question, median ms", ".0f", warm[0], warm_plain[0], None),
        ("warm question, p95 ms", ".0f", warm[1], warm_plain[1], None),
    )
    for name, form, *values in rows:
        print(f"| {name} |", " | ".join("–" if v is None else f"{v:{form}}" for v in values), "|")


def _rate(figures: Figures) -> float:
    return figures["tokens"] / figures["seconds"]


def _built(home: Home) -> Figures:
    encoder, marks = BundledEncoder(), [time.perf_counter()]
    with Store(home.store) as store:
        build(home, store, encoder, lambda done, total: marks.append(time.perf_counter()))
    end = time.perf_counter()
    texts = _texts(home)
    return {
        "seconds": end - marks[0],
        "embedding_s": marks[-1] - marks[0],
        "tokens": _tokens(encoder, texts),
        "keys": len(texts),
    }


def _texts(home: Home) -> list[str]:
    """Return the different texts that are embedded for the records of `home`."""
    with Store(home.store) as store:
        return list(dict.fromkeys(k.text for r in store.records() for k in keys_of(r)))


def _tokens(encoder: BundledEncoder, texts: Sequence[str]) -> int:
    """Count the tokens of `texts` as the engine reads them."""
    prompt = encoder.identity.passage_prompt
    from embeddings.encoders.bulk import unigram_tokenizer
    from embeddings.encoders.e5_weights import read_weights, weights_file

    tokenizer = unigram_tokenizer(read_weights(weights_file()))
    read = tokenizer.encode_batch_fast([prompt + text for text in texts], add_special_tokens=False)
    return sum(len(encoding.ids) + 2 for encoding in read)


def _new_record() -> ReplyRecord:
    return ReplyRecord(
        uid="fictional-1",
        source="PAIRS",
        country="FR",
        language="fr",
        kind="QE",
        title="Gardiennage des phares (texte fictif)",
        question="M. Paul Falaise demande à M. le ministre de la mer qui garde les phares la nuit.",
        reply="Le phare de Port-Brume garde son gardien. Les autres phares sont automatisés.",
        status=Status.ANSWERED,
        fictional=True,
    )


def _run(home: Home, module: str, *arguments: str) -> None:
    environment = os.environ | {"PARLEBOT_HOME": str(home.folder), "HF_HUB_OFFLINE": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as for a user: compiled by the first run
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)


def _questions(home: Home) -> list[str]:
    """Return the ends of members' questions, as long as a citizen's."""
    with Store(home.store) as store:
        chosen = _spread(list(store.records()), WARM_RUNS + 1)
    return [" ".join(record.question.split()[-30:]) for record in chosen]


def _warm_ms(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return median and 95th percentile of `ask`, the first question not counted."""
    seconds = [_seconds(lambda q=q: ask(q)) for q in questions][1:]
    return [float(np.percentile(seconds, share)) * 1000 for share in (50, 95)]


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _spread(items: Sequence[Any], count: int) -> list[Any]:
    """Return up to `count` of `items`, evenly spread."""
    count = min(count, len(items))
    return [items[place * len(items) // count] for place in range(count)]


def _quiet(done: int, total: int) -> None:
    pass


if __name__ == "__main__":
    main()
