"""What a search is limited to: given as options, or found in the words of the question.

How a filter is applied is for embeddings/search.
"""
