"""How something is fetched: politely, only from known addresses, whole or not at all.

What there is to fetch is for a parliament's own room to know.
"""
