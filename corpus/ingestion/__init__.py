"""How documents come in: found, opened, passed to the right reader, and stored.

The readers of each format belong in parliaments/ and dropped/.
"""
