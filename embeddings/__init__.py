"""How a reply is found: encoders, passages, FAISS and lexical indexes, generations, search.

No answer is worded here, and nothing imports bot/.
"""

import os

# A thread of the encoder's or of FAISS' that waits for the others spins, by default for long enough
# to starve them where the cores have other work: a question then took 1,700 ms in place of 25. With
# this it takes 30 ms alone and 60 beside another busy process. It is read when those libraries are
# loaded, so it stands before all of their imports; what the operator has set stays.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")

# The client of the model hub reports its use unless told not to, also when it is loaded.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
