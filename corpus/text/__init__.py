"""Text as people and official sources write it: cleaned, dated, its language told.

No file, no record and no format of a source is known here.
"""
