"""How a question becomes an answer: parsed, searched, judged and presented.

Pages, commands and servers call this room; it knows nothing of them.
"""
