"""Who asks, how much one client may ask, and whose turn is next.

No body of a request is read.
"""
