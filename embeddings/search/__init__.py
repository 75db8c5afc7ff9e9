"""One question in, found records out: candidates, fusion, filters, one line a group.

It changes nothing on the disk and words no answer.
"""
