"""The encoders that something shipped was fitted on."""

import json

from embeddings.encoders.fits import file_of
from embeddings.encoders.identity import BUNDLED, EncoderIdentity

FILES = sorted(file_of(BUNDLED).parent.glob("*.json"))
_NAMED = [json.loads(path.read_text("utf-8"))["encoder"] for path in FILES]
FITTED = [EncoderIdentity(n["name"], n["revision"], 384, "", "", "float32") for n in _NAMED]
