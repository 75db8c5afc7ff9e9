"""What is embedded of each record: sentences, passages and the keys that lead back to it.

No vectors and no word index belong here.
"""
