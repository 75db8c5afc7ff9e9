"""`python -m bot` is the command `parlebot`."""

from bot.cli import main

main()
