"""A room for each parliament, and what is asked of all of them.

Here alone stands what is peculiar to a country's publications.
"""
