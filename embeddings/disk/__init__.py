"""The home folder, and files in it as arrays and indexes lie on a disk.

It knows nothing of what an index holds.
"""
