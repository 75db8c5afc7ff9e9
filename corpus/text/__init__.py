"""Text as people and official sources write it: cleaning, dates, language detection.

Nothing here knows about files, records or the format of a source.
"""
