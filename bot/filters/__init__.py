"""The filters of a question: given as options, or found in its words.

How a filter is applied is decided in embeddings/search.
"""
