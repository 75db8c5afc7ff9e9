"""Opens an encoder by name. Its libraries are loaded only then: torch takes seconds."""

from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import BUNDLED, GENERAL, ON_HUB


def open_encoder(name: str = BUNDLED) -> Encoder:
    """Return the encoder called `name`: a bundled one, or a sentence-transformers model.

    `name` may be a model's name on its hub or the path of a folder that holds one. Where the
    engine has no wheel, a bundled name stands for the general model from the hub.
    Raises EncoderUnavailableError.
    """
    if name in (BUNDLED, GENERAL):
        from embeddings.encoders.bundled import BundledEncoder, bundled_available

        if bundled_available():
            return BundledEncoder(name)
        name = ON_HUB
    from embeddings.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
