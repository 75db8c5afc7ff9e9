"""Files on disk: size limits, checksums, permissions, and data shipped with the code.

What a file contains, and what that means, is left to other rooms.
"""
