from dataclasses import replace

import click

from bot.cli.chat import chat
from bot.cli.main import app
from bot.cli.serve_options import serve_settings
from bot.question.check import MAX_CHARACTERS
from bot.server.operating.settings import ServeSettings, parse_hosts


def test_without_an_option_each_setting_is_the_servers_own() -> None:
    # Below its group: a command remembers by which option its first context gave help.
    group = click.Context(app, **app.context_settings)
    given = chat.make_context("chat", [], parent=group).params
    own = ServeSettings()
    assert serve_settings(given) == replace(own, hosts=parse_hosts("", own.host, own.proxies))
    assert given["max_question"] == MAX_CHARACTERS
