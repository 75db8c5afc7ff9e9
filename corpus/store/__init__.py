"""The corpus store: all that was read, in SQLite, the source of truth of a home.

It reads no documents; ingestion/ brings it records.
"""
