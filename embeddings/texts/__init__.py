"""What of a record is embedded: sentences, passages and the keys that lead to a record.

No vectors and no words of an index.
"""
