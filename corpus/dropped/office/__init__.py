"""Word files and spreadsheets, read as streams and never unpacked to disk.

What a table's columns mean is decided in dropped/columns.py, not here.
"""
