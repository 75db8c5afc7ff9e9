"""Who is asking, how much one client may ask, and whose turn is next.

No request body is read here.
"""
