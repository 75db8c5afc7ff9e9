"""Conversations over real replies, beside the checkout: those whose replies are quick to index."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.pipeline.pipeline import Pipeline
from corpus.records.record import ReplyRecord
from embeddings.encoders.encoder import Encoder
from tests import ROOT
from tests.bot.bot_parts import build_home
from tests.corpus.whole_file import read_file

CONVERSATIONS = ROOT / "benchmarks" / "conversations.jsonl"
_SHORT = 420  # characters of a reply: some thirty such records are indexed in seconds
_FIRST = 3

Conversation = dict[str, str]


@pytest.fixture(scope="module")
def asked(
    shared: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Pipeline, list[Conversation]]]:
    """A home of the short replies that conversations are about, and these conversations."""
    folder = shared / "data"
    records: dict[str, ReplyRecord] = {
        record.uid: record
        for path in sorted([*folder.glob("uk/commons-written-*.gz"), *folder.glob("fr/*.json")])
        for record in read_file(path).records
    }
    conversations = [json.loads(line) for line in CONVERSATIONS.read_text("utf-8").splitlines()]
    assert {uid for each in conversations for uid in each["gold"]} <= set(records)
    short = [c for c in conversations if all(len(records[u].reply) < _SHORT for u in c["gold"])]
    gold = {uid: records[uid] for each in short for uid in each["gold"]}
    home = build_home(tmp_path_factory.mktemp("home"), list(gold.values()), encoder)
    pipeline = Pipeline(home, encoder)
    yield pipeline, short
    pipeline.index().close()


def _share_found(
    pipeline: Pipeline, conversations: list[Conversation], *, remembers: bool
) -> float:
    found = 0
    for each in conversations:
        history = [each["first"]] if remembers else []
        answer = pipeline.ask(each["second"], history=history)
        first = {hit.record.uid for hit in answer.retrieved[:_FIRST]}
        found += bool(first & set(each["gold"]))
    return found / len(conversations)


def test_the_second_question_finds_its_reply(
    asked: tuple[Pipeline, list[Conversation]],
) -> None:
    pipeline, conversations = asked
    assert len(conversations) > 20
    assert _share_found(pipeline, conversations, remembers=True) >= 0.9
    leaning = [each for each in conversations if each["kind"] not in ("new topic", "changed")]
    assert _share_found(pipeline, leaning, remembers=False) < 0.8


def test_a_new_subject_is_searched_as_it_was_asked(
    asked: tuple[Pipeline, list[Conversation]],
) -> None:
    pipeline, conversations = asked
    new = [each for each in conversations if each["kind"] == "new topic"]
    assert new
    for each in new:
        answer = pipeline.ask(each["second"], history=[each["first"]])
        assert answer.standalone == each["second"]
