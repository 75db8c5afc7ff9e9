"""One room per parliament, and what the rooms share.

Whatever is specific to one country's publications lives here and nowhere else.
"""
