"""How documents come in: found, opened, given to the right reader, put into the store.

The readers of the formats themselves stand in parliaments/ and dropped/.
"""
