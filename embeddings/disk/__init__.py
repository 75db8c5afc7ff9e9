"""The home folder, and how arrays and indexes are stored in it.

Nothing here knows what an index contains.
"""
