"""All that a person reads in words of ours, in each language.

No message is put together elsewhere, and nothing here decides what is said.
"""
