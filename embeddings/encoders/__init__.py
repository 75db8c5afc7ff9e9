"""Encoders: texts in, unit vectors out; which one made an index is never left open.

No record and no index is known here.
"""
