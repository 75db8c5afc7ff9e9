"""The vector cache: no text is ever embedded twice by the same encoder.

It knows texts by their digest only, not records.
"""
