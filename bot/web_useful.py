"""What a reader is asked of an answer, where the operator keeps it: was it useful, and if not, why.

The page's script takes a copy of it for each answer (page_useful.js).
"""

from markupsafe import Markup

from bot.feedback import LONGEST_COMMENT, REASONS
from bot.messages import say


def useful_html(language: str) -> Markup:
    """Return the question and the reasons, in a template."""
    return Markup(
        '<template data-useful><div role="group" aria-label="{asked}">'
        '<p data-first>{asked} <button type="button" data-verdict="yes">{yes}</button> '
        '<button type="button" data-verdict="no">{no}</button></p>'
        "<form hidden><fieldset><legend>{why}</legend>{reasons}</fieldset>"
        '<label>{comment} <textarea name="comment" rows="2" maxlength="{longest}"></textarea>'
        '</label><p class="pb-hint">{kept}</p><p><button class="pb-primary">{send}</button> '
        '<button type="button" data-verdict="cancel">{cancel}</button></p></form></div></template>'
    ).format(
        asked=say("page_useful", language),
        yes=say("page_useful_yes", language),
        no=say("page_useful_no", language),
        why=say("page_useful_why", language),
        reasons=Markup("").join(_reason(name, language) for name in REASONS),
        comment=say("page_useful_comment", language),
        longest=LONGEST_COMMENT,
        kept=say("page_useful_kept", language),
        send=say("page_useful_send", language),
        cancel=say("page_useful_cancel", language),
    )


def _reason(name: str, language: str) -> Markup:
    return Markup(
        '<label><input type="checkbox" name="reason" value="{name}"> {label}</label>'
    ).format(name=name, label=say(f"page_useful_{name}", language))
