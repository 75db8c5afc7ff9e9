"""What was not fitted on the encoder of an index, for the operator. Loads no library."""

from corpus.text.message import message
from embeddings.encoders.fits import fitted
from embeddings.encoders.identity import EncoderIdentity

_SECTIONS = ("fusion", "kinds", "relevance", "sentences", "statements")
FIT = "python -m benchmarks.fit_all HOME EVAL_FOLDER"


def not_fitted(encoder: EncoderIdentity) -> list[str]:
    """Return which parts of the product were not fitted on the vectors of `encoder`."""
    return [section for section in _SECTIONS if fitted(section, encoder) is None]


def told_not_fitted(encoder: EncoderIdentity) -> list[str]:
    """Return what that means and the command that helps, in English; [] if all was fitted."""
    parts = not_fitted(encoder)
    if not parts:
        return []
    told = message(
        "Not fitted on the encoder {encoder}: {parts}. Replies are found and quoted, but in a "
        "plainer order and with reserve.",
        encoder=encoder.name,
        parts=", ".join(parts),
    )
    return [told, message("To fit them: {command}", command=FIT)]
