import torch

from training.loss import contrast, distil

_SELF = torch.eye(4, dtype=torch.bool)


def test_the_loss_is_next_to_nothing_when_each_query_has_its_own_passage() -> None:
    vectors = torch.eye(4)
    assert float(contrast(vectors, vectors, _SELF, ~_SELF)) < 1e-6
    assert float(contrast(vectors, vectors.roll(1, 0), _SELF, ~_SELF)) > 10


def test_what_is_neither_right_nor_wrong_does_not_count() -> None:
    queries = passages = torch.ones(2, 3) / 3**0.5
    assert float(contrast(queries, passages, torch.eye(2).bool(), ~torch.eye(2).bool())) > 0.6
    nothing = torch.zeros(2, 2, dtype=torch.bool)
    assert float(contrast(queries, passages, torch.eye(2).bool(), nothing)) == 0


def test_any_of_several_right_passages_will_do() -> None:
    queries = torch.eye(4)[:1]
    passages = torch.eye(4)
    right = torch.tensor([[True, True, False, False]])
    assert float(contrast(queries, passages, right, ~right)) < 1e-6


def test_nothing_is_to_be_unlearned_where_the_similarities_are_as_they_were() -> None:
    torch.manual_seed(1)
    queries, passages = torch.randn(2, 5, 8)
    same = queries @ passages.T
    assert abs(float(distil(queries, passages, same))) < 1e-5
    assert float(distil(queries, passages, same.flip(1))) > 0.1
