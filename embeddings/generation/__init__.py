"""A generation: one complete index on disk, its segments, catalogue and manifest, and its check.

It is written by build/ and searched by search/, not here.
"""
