import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import BUNDLED
from embeddings.encoders.load import open_encoder


def _is_unit(vector: Vectors) -> bool:
    return bool(np.isfinite(vector).all()) and abs(float(np.linalg.norm(vector)) - 1) < 1e-3


def test_the_default_encoder_is_the_bundled_one_and_says_so(encoder: Encoder) -> None:
    identity = open_encoder().identity
    assert identity == encoder.identity
    assert identity.name == BUNDLED
    assert identity.dimension == 384
    assert (identity.query_prompt, identity.passage_prompt) == ("query: ", "passage: ")
    assert BUNDLED in str(identity)


def test_questions_and_passages_become_unit_vectors(encoder: Encoder) -> None:
    query = encoder.encode_query("Qui garde le phare ?")
    passages = encoder.encode_passages(["Le phare est gardé.", "Snails cross slowly."])
    assert query.shape == (384,)
    assert passages.shape == (2, 384)
    assert query.dtype == passages.dtype == np.float32
    assert all(map(_is_unit, (query, *passages)))


def test_a_text_has_the_same_vector_alone_and_in_a_batch(encoder: Encoder) -> None:
    texts = ["Le phare est gardé.", "x", "Snails cross slowly. " * 20, ""]
    together = encoder.encode_passages(texts)
    alone = np.stack([encoder.encode_passages([text])[0] for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_nearest_passage_is_the_one_about_the_question(encoder: Encoder) -> None:
    passages = encoder.encode_passages(
        ["Les escargots traversent la route.", "Le phare est gardé par un homme.", "Le pain lève."]
    )
    assert int(np.argmax(passages @ encoder.encode_query("Qui garde le phare ?"))) == 1


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)


# Python expressions, each a text that could break an engine written in C.
HOSTILE = {
    "a ligature of eighteen letters, 5,000 times": '"\\ufdfa" * 5_000',
    "lone surrogates": '"\\ud800\\udfff abc" * 100',
    "NUL": '"\\0" * 1_000 + "abc\\0def"',
    "nothing": '""',
    "one word of 200,000 letters": '"a" * 200_000',
}


def test_no_text_brings_the_engine_down() -> None:
    code = (
        "from embeddings.encoders.load import open_encoder\n"
        "encoder = open_encoder()\n"
        f"for text in ({', '.join(HOSTILE.values())}):\n"
        "    for vector in encoder.encode_passages([text, 'phare']):\n"
        "        assert abs(float(vector @ vector) - 1) < 1e-3, ascii(text[:20])\n"
        "print('alive')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_a_character_that_the_engine_cannot_hold_does_not_hide_the_rest(
    encoder: Encoder, character: str
) -> None:
    with_it = encoder.encode_query(f"Qui garde {character} le phare de la côte ?")
    cut = encoder.encode_query("Qui garde")
    whole = encoder.encode_query("Qui garde le phare de la côte ?")
    assert with_it @ whole > with_it @ cut


@settings(max_examples=24, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text_has_a_finite_unit_vector(text: str) -> None:
    encoder = _shared()
    assert _is_unit(encoder.encode_query(text))


def test_threads_that_ask_at_once_get_what_they_would_get_alone(encoder: Encoder) -> None:
    texts = [f"Le phare numéro {n} brille." for n in range(8)]
    alone = {text: encoder.encode_query(text) for text in texts}
    together: dict[str, Vectors] = {}

    def ask(text: str) -> None:
        together[text] = encoder.encode_query(text)

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together.keys() == alone.keys()
    for text in texts:
        np.testing.assert_allclose(together[text], alone[text], atol=1e-5)


_ENCODERS: list[Encoder] = []


def _shared() -> Encoder:
    # Hypothesis and function-scoped fixtures do not mix: autouse ones are enough of them.
    if not _ENCODERS:
        _ENCODERS.append(open_encoder())
    return _ENCODERS[0]
