"""`python -m bot` is the command `parlebot`."""

from bot.cli.main import main

main()
