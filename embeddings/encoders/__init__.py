"""Encoders: texts in, unit vectors out, each with an identity so that no index mixes two.

Nothing here knows about records or indexes.
"""
