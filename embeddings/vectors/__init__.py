"""Search by meaning: vectors in FAISS or on a Milvus server, behind one protocol.

Only search/ and build/ know what the vectors stand for.
"""
