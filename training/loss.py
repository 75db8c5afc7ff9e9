"""What the tuned encoder is punished for."""

import torch
from torch.nn import functional

_SHARPNESS = 0.02  # temperature of the contrastive loss
_TAUGHT = 0.05  # ... of what is distilled


def contrast(
    queries: torch.Tensor, passages: torch.Tensor, right: torch.Tensor, wrong: torch.Tensor
) -> torch.Tensor:
    """Return the mean of minus the logarithm of the share that a query's right passages have.

    InfoNCE (van den Oord et al. 2018) among the passages of the batch, with several right ones;
    what is neither right nor wrong does not count. `right` and `wrong` have the shape (queries,
    passages).
    """
    scores = queries @ passages.T / _SHARPNESS
    own = scores.masked_fill(~right, -torch.inf).logsumexp(1)
    return (scores.masked_fill(~(right | wrong), -torch.inf).logsumexp(1) - own).mean()


def distil(queries: torch.Tensor, passages: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Return how far the similarities are from those that the untuned encoder gives, `taught`.

    The Kullback-Leibler divergence of each query's shares of the batch (Hinton et al. 2015).
    """
    own = functional.log_softmax(queries @ passages.T / _TAUGHT, 1)
    return functional.kl_div(
        own, functional.log_softmax(taught / _TAUGHT, 1), reduction="batchmean", log_target=True
    )
