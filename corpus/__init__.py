"""What was said: the reply record, one reader per official format, and the store.

Nothing here knows about citizens' questions, and nothing imports embeddings/ or bot/.
"""
