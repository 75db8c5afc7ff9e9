"""How a reply is found: encoders, passages, FAISS and lexical indexes, generations, search.

No answer is worded here, and nothing imports bot/.
"""

import os

# A thread of the encoder or of FAISS that waits for the others spins, by default long enough to
# starve them if the cores have other work: a question then took 1,700 ms instead of 25. With this
# it takes 30 ms alone and 60 next to a busy process. The variable is read when those libraries
# are loaded, so it comes before all of their imports; an operator's own setting is kept.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")

# The model hub's client reports its use unless told not to, even when it is merely imported.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
