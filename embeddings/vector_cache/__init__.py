"""The vector cache: no text is ever embedded twice by the same encoder.

It knows texts only by their digests, and nothing about records.
"""
