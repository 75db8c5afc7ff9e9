"""One question in, matching records out: candidates, fusion, filters, grouping.

It changes nothing on disk and words no answer.
"""
