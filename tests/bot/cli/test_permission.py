"""The doctor leaves alone what it may not read."""

import os

from bot.languages.recognise import recognised
from bot.languages.translate import translate
from corpus.store.store import Store
from embeddings.disk.home import Home
from tests.another_user import NOBODY, open_folder, said_by_another_user

_BEFORE = """
from bot.doctor.checks import checks_of
from bot.doctor.facts import gather
from bot.doctor.repair import repair
from embeddings.disk.home import Home
import filelock
home = Home(Path(sys.argv[1]))
checks_of(gather(home))
"""
_THEN = """
print(repair(home, lambda done, total: None)[0])
for check in checks_of(gather(home)):
    if check.level != "ok": print(check.name, check.remedy)
"""


def test_nothing_is_repaired_where_something_may_not_be_read() -> None:
    with open_folder() as folder:
        home = Home(folder / "home")
        home.create()
        with Store(home.store):
            pass
        (home.folder / "feedback.jsonl").touch(mode=0)
        if os.getuid() == 0:
            for path in (home.folder, *home.folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        home.store.chmod(0)
        content = home.store.stat().st_size
        code, said, errors = said_by_another_user(_BEFORE, _THEN, home.folder)
        assert home.store.stat().st_size == content
    assert code == 0, errors
    first, *checks = said.splitlines()
    assert first == (
        f"nothing was repaired: this user may not read {home.store}: run it as its owner, or let "
        "others read it (chmod a+rX)"
    )
    assert translate(recognised(first, "fr"), "fr").startswith(
        "rien n'a été réparé\xa0: cet utilisateur"
    )
    assert f"home chmod -R u+rX {home.folder}" in checks
