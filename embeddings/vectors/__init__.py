"""Search by meaning: vectors in FAISS or on a Milvus server, behind one protocol.

What the vectors stand for is known by search/ and build/.
"""
