"""Downloading: politely, only from known addresses, and all or nothing.

What to download is decided in each parliament's own room.
"""
