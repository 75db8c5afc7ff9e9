import numpy as np

from embeddings.encoders.encoder import QueryMemory, Vectors
from tests.embeddings.fictional_parts import Hashing


class _Counting(Hashing):
    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []

    def encode_query(self, text: str) -> Vectors:
        self.questions.append(text)
        return super().encode_query(text)


def test_a_question_is_read_once_however_often_it_is_searched() -> None:
    counting = _Counting()
    memory = QueryMemory(counting)
    first, again, other = (memory.encode_query(text) for text in ("a", "a", "b"))
    assert counting.questions == ["a", "b"]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert memory.identity == counting.identity
    assert np.array_equal(memory.encode_passages(["a"]), counting.encode_passages(["a"]))
