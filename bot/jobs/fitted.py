"""What an operator should know of the encoder of an index. Loads no library."""

from corpus.text.message import message
from embeddings.encoders.fits import fitted
from embeddings.encoders.identity import BUNDLED, GENERAL, EncoderIdentity

_SECTIONS = ("breadth", "fusion", "kinds", "relevance", "sentences", "waiting")
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


def told_newer(encoder: EncoderIdentity) -> list[str]:
    """Return, in English, that a better bundled encoder is there; [] if it is in use or none is."""
    if encoder.name != GENERAL:
        return []
    told = message(
        "This index was made with {encoder}, and answers as before. {newer}, tuned on parliaments' "
        "questions and replies, finds more. To embed anew with it: {command}",
        encoder=encoder.name,
        newer=BUNDLED,
        command=f"parlebot index --encoder {BUNDLED}",
    )
    return [told]
