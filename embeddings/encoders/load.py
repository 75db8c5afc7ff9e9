"""Opens an encoder by name. Its libraries are loaded only then: torch takes seconds."""

from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import BUNDLED, ON_HUB


def open_encoder(name: str = BUNDLED) -> Encoder:
    """Return the encoder called `name`: the bundled one, or a sentence-transformers model.

    `name` may be a model's name on its hub or the path of a folder that holds one.
    Raises EncoderUnavailableError.
    """
    if name == BUNDLED:
        from embeddings.encoders.bundled import BundledEncoder, bundled_available

        if bundled_available():
            return BundledEncoder()
        name = ON_HUB
    from embeddings.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
