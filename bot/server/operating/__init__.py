"""What an operator sets and sees: settings, log, metrics.

Nothing here lets a request in or turns it away.
"""
