"""The page's HTML, from the templates next to this module; everything inserted is escaped."""

from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.languages.messages import say
from bot.web.dialled import dialled
from bot.web.links import linked


def render(template: str, language: str, **values: object) -> str:
    """Return the file `template` filled with `values`, its own words in `language`."""
    said = partial(_said, language)
    return _environment().get_template(template).render(language=language, say=said, **values)


def _said(language: str, key: str, /, **places: object) -> str:
    return say(key, language, **places)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["linked"] = linked
    environment.filters["dialled"] = dialled
    return environment
