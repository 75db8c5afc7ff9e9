"""The corpus store: everything that was read, in SQLite, the source of truth of a home.

No document is read here: ingestion/ supplies the records.
"""
