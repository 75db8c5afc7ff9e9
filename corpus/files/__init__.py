"""Files as they lie on a disk: their bounds, checksums, rights, and data shipped beside code.

What stands in a file, and what it means, is for others to read.
"""
