"""A generation: one complete index on disk, its segments, catalogue, manifest and checks.

It is written by build/ and searched by search/, not here.
"""
