from dataclasses import replace

import numpy as np
import pytest

from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderIdentity
from embeddings.generation.manifest import current_folder
from embeddings.search.features import Featured, Features, fuse, fusion_weights
from embeddings.search.index import Index
from tests.fitted_encoders import FITTED


@pytest.mark.parametrize("encoder", FITTED, ids=lambda encoder: encoder.name)
def test_nearer_in_meaning_and_in_words_scores_higher(encoder: EncoderIdentity) -> None:
    plain = Features(*[1.0 for _ in Featured._fields])
    nearer = plain._replace(reply_cosine=1.1)
    wordier = plain._replace(shared=1.2)
    weights = fusion_weights(encoder)
    assert weights
    scores = fuse(Featured(*np.array([plain, nearer, wordier], np.float32).T), weights)
    assert scores[0] < scores[1]
    assert scores[0] < scores[2]


def test_hits_come_in_the_order_of_the_fused_features(sample_home: Home, encoder: Encoder) -> None:
    index = Index(current_folder(sample_home))
    hits = index.search("Combien coûte un repas à la cantine ?", "fr", encoder).hits
    columns = np.array([hit.features for hit in hits], np.float32).T
    assert index.parts.weights == fusion_weights(encoder.identity)
    scores = fuse(Featured(*columns), index.parts.weights)
    assert np.allclose(scores, [hit.score for hit in hits], atol=1e-3)
    assert sorted(scores, reverse=True) == list(scores)
    index.close()


def test_the_sentences_of_a_hit_are_those_of_its_reply(sample_home: Home, encoder: Encoder) -> None:
    index = Index(current_folder(sample_home))
    best = index.search("Combien coûte un repas à la cantine ?", "fr", encoder).hits[0]
    cosines = [cosine for _, cosine in best.sentences]
    assert cosines == sorted(cosines, reverse=True)
    assert all(best.record.reply[s.start : s.end].strip() for s, _ in best.sentences)
    index.close()


def test_without_learned_weights_hits_come_in_the_order_of_the_plain_sum(
    sample_home: Home, encoder: Encoder
) -> None:
    index = Index(current_folder(sample_home))
    index.parts = replace(index.parts, weights=None)
    hits = index.search("Combien coûte un repas à la cantine ?", "fr", encoder).hits
    assert hits[0].record.uid == "QANR5L99QE103"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    nearness = [hit.features.reply + hit.features.question for hit in hits]
    assert np.corrcoef(scores, nearness)[0, 1] > 0.9
    index.close()
