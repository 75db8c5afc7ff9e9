"""Search by words: how words are compared, BM25, spelling, acronyms, rarity.

No vectors, and no ranking across the two kinds of search.
"""
