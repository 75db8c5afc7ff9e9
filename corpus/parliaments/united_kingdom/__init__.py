"""The UK Parliament's written questions: their API, read and fetched day by day.

Nothing about another country belongs here.
"""
