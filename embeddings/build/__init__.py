"""Brings the index up to date with the store: embeds what is new, writes, checks, swaps.

No question is answered here.
"""
