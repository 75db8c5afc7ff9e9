"""How a question becomes an answer: taken in, searched, judged, told.

Pages, commands and servers call this room; it knows none of them.
"""
