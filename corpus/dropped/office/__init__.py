"""Word files and spreadsheets, read as streams and never unpacked to disk.

What a table's columns mean is told by dropped/columns.py, not here.
"""
