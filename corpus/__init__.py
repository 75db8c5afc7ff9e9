"""What was said: the reply record, one reader per official format, and the store.

No question is known here, and nothing of embeddings/ or bot/.
"""
