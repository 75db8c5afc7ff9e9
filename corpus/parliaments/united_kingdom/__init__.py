"""The UK Parliament's written questions: their API, read and fetched day by day.

Nothing of another country enters.
"""
