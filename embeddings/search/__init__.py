"""One question in, found records out: candidates, fusion, filters, one line a group.

Nothing is written here but timings, and no answer is worded.
"""
