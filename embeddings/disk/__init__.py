"""The home folder, and files in it as arrays and indexes lie on a disk.

What is in an index is not known here.
"""
