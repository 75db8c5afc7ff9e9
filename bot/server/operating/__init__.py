"""What an operator configures and monitors: settings, log, metrics.

Nothing here admits or refuses a request.
"""
