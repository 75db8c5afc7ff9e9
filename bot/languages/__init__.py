"""Every text of ours that a person reads, in each language.

No message is put together elsewhere, and nothing here decides what to say.
"""
