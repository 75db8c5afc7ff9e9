"""What the doctor reports about the state of a home: one check per subject, in sentences."""

from collections.abc import Callable

from bot.doctor.check_result import Check, Level, some
from bot.doctor.facts import HomeFacts
from bot.jobs.fetch_report import size
from bot.jobs.fitted import FIT, told_not_fitted
from corpus.files.permission import may_not_read
from corpus.text.message import message

REPAIR = "parlebot doctor --repair"
INDEX = "parlebot index FOLDER"
UPDATE = "parlebot update"
_SPARE = 1.2  # times the size of the present index: what a build needs besides


def checks_of(facts: HomeFacts) -> list[Check]:
    """Return all checks of a home, in the order that makes problems easiest to understand."""
    return [check(facts) for check in _CHECKS]


def _home(facts: HomeFacts) -> Check:
    folder = facts.home.folder
    if not facts.exists:
        return Check(
            "home",
            Level.WARN,
            message("there is no home folder {folder} yet", folder=folder),
            INDEX,
        )
    if facts.unreadable:
        return Check(
            "home",
            Level.FAIL,
            message(
                "{count} files of the home cannot be read by this user", count=len(facts.unreadable)
            ),
            _let_read(facts),
            some(facts.unreadable),
        )
    if facts.out_of_reach:
        said = message(
            "{count} databases of the home cannot be used now", count=len(facts.out_of_reach)
        )
        return Check("home", Level.FAIL, said, "df -h", some(facts.out_of_reach))
    if facts.read_only_disk:
        said = message(
            "the home {folder} is on a read-only disk: it answers, nothing can be added there",
            folder=folder,
        )
        return Check("home", Level.OK, said)
    if not facts.writable:
        said = message(
            "the home {folder} cannot be written by this user: it answers, but takes no index",
            folder=folder,
        )
        return Check("home", Level.WARN, said, f"chown -R $USER {folder}")
    return Check(
        "home", Level.OK, message("the home {folder} can be read and written", folder=folder)
    )


def _let_read(facts: HomeFacts) -> str:
    """Return the command that lets this user read the home; readers' feedback stays private."""
    if facts.writable:
        return f"chmod -R u+rX {facts.home.folder}"
    return f"chmod -R a+rX {facts.home.generations}"


def _disk(facts: HomeFacts) -> Check:
    index = facts.current or facts.newest_whole
    files = index.manifest.files.values() if index and index.manifest else ()
    needed = int(sum(size_ for size_, _ in files) * _SPARE)
    if facts.exists and not facts.read_only_disk and facts.free < needed:
        said = message(
            "{free} are free on the disk, a new index needs about {needed}",
            free=size(facts.free),
            needed=size(needed),
        )
        return Check("disk", Level.WARN, said, "df -h")
    return Check("disk", Level.OK, message("{free} are free on the disk", free=size(facts.free)))


def _lock(facts: HomeFacts) -> Check:
    if facts.building:
        return Check(
            "lock", Level.OK, message("a build is at work: what it has not finished is not judged")
        )
    return Check("lock", Level.OK, message("no build is at work"))


def _leftovers(facts: HomeFacts) -> Check:
    if facts.leftovers and not facts.building:
        return Check(
            "interrupted_build",
            Level.WARN,
            message(
                "a build was cut: {count} unfinished files or folders are left",
                count=len(facts.leftovers),
            ),
            REPAIR,
            some(facts.leftovers),
        )
    return Check("interrupted_build", Level.OK, message("no build was cut"))


def _pointer(facts: HomeFacts) -> Check:
    count = len(facts.generations)
    if facts.home.pointer in facts.unreadable:
        said = message(
            "which index answers is not known: {reason}", reason=may_not_read(facts.home.pointer)
        )
        return Check("pointer", Level.FAIL, said, f"chmod a+r {facts.home.pointer}")
    if facts.pointer is None and not count:
        return Check("pointer", Level.WARN, message("nothing is indexed yet"), INDEX)
    if facts.pointer is None:
        return Check(
            "pointer",
            Level.FAIL,
            message("no index is named, of {count} that are there", count=count),
            REPAIR,
        )
    if facts.current is None:
        said = message("the index that is named is not there")
        return Check("pointer", Level.FAIL, said, REPAIR, some([ascii(facts.pointer)]))
    return Check(
        "pointer",
        Level.OK,
        message("questions are answered from the index {name}", name=facts.pointer),
    )


def _generation(facts: HomeFacts) -> Check:
    current = facts.current
    if current is None:
        return Check("index", Level.OK, message("no index is named, so none is judged"))
    if not current.readable:
        said = message("the index that answers is not judged: {reason}", reason=current.trouble)
        return Check("index", Level.FAIL, said, _let_read(facts))
    if not current.is_whole:
        said = message("the index that answers is damaged: {why}", why=current.trouble)
        return Check("index", Level.FAIL, said, REPAIR, some(current.damaged))
    return Check(
        "index", Level.OK, message("every file of the index that answers is as it was written")
    )


def _earlier(facts: HomeFacts) -> Check:
    judged = [g for g in facts.generations if g.readable and g is not facts.current]
    broken = [g for g in judged if not g.is_whole]
    if broken:
        samples = some(path for g in broken for path in (g.damaged or (g.folder,)))
        said = message("{count} indexes that do not answer are damaged", count=len(broken))
        return Check("earlier_indexes", Level.WARN, said, REPAIR, samples)
    return Check("earlier_indexes", Level.OK, message("no earlier index is damaged"))


def _encoder(facts: HomeFacts) -> Check:
    index = facts.current or facts.newest_whole
    made_by = index.manifest.encoder if index and index.manifest else None
    if facts.encoder_trouble:
        said = message("the encoder of the index does not open: {why}", why=facts.encoder_trouble)
        return Check("encoder", Level.FAIL, said, "pip install --force-reinstall parlebot")
    if made_by is None or facts.encoder is None:
        return Check("encoder", Level.OK, message("no index says which encoder it needs"))
    if made_by != facts.encoder.identity:
        said = message(
            "the index was made with {made_by}, this machine has {found}",
            made_by=made_by,
            found=facts.encoder.identity,
        )
        return Check("encoder", Level.FAIL, said, REPAIR)
    return Check(
        "encoder",
        Level.OK,
        message("the encoder that made the index opens: {encoder}", encoder=made_by),
    )


def _fitted(facts: HomeFacts) -> Check:
    index = facts.current or facts.newest_whole
    told = told_not_fitted(index.manifest.encoder) if index and index.manifest else []
    if told:
        return Check("fitted", Level.WARN, told[0], FIT)
    return Check("fitted", Level.OK, message("nothing in use was fitted on another encoder"))


def _store(facts: HomeFacts) -> Check:
    if facts.store_trouble is None:
        if facts.home.store.exists():
            return Check(
                "store", Level.OK, message("the corpus store is out of reach, so it is not judged")
            )
        if facts.generations:
            said = message("there is no corpus store: the index answers, but cannot be made anew")
            return Check("store", Level.WARN, said, INDEX)
        return Check("store", Level.OK, message("there is no corpus store yet"))
    if facts.store_trouble:
        said = message("the corpus store is damaged: {why}", why=facts.store_trouble)
        return Check("store", Level.FAIL, said, REPAIR, (str(facts.home.store),))
    if facts.changed:
        said = message(
            "{count} records of the corpus store are not what was stored", count=len(facts.changed)
        )
        samples = some(f"{record.uid} ({record.document})" for record in facts.changed)
        return Check("store", Level.FAIL, said, REPAIR, samples)
    return Check(
        "store",
        Level.OK,
        message("the corpus store is whole: {count} records", count=facts.records),
    )


def _fresh(facts: HomeFacts) -> Check:
    if facts.up_to_date is False and not facts.building:
        said = message("the index does not hold what the corpus store holds")
        return Check("up_to_date", Level.WARN, said, REPAIR)
    if facts.up_to_date:
        return Check("up_to_date", Level.OK, message("the index holds what the corpus store holds"))
    return Check("up_to_date", Level.OK, message("whether the index is up to date is not judged"))


def _cache(facts: HomeFacts) -> Check:
    if facts.cache_trouble is None:
        return Check(
            "vector_cache", Level.OK, message("there is no vector cache; a build makes it")
        )
    if facts.cache_trouble:
        said = message("the vector cache is damaged: {why}", why=facts.cache_trouble)
        return Check("vector_cache", Level.FAIL, said, REPAIR, (str(facts.home.vectors),))
    if facts.cache is None:
        return Check("vector_cache", Level.OK, message("the vector cache can be read"))
    if facts.cache.damaged:
        said = message(
            "{count} cached vectors are damaged or of another dimension",
            count=len(facts.cache.damaged),
        )
        samples = some(text.hex() for text in facts.cache.damaged)
        return Check("vector_cache", Level.FAIL, said, REPAIR, samples)
    said = message(
        "the vector cache is whole: {count} vectors, and {others} of other encoders",
        count=facts.cache.vectors,
        others=facts.cache.of_others,
    )
    return Check("vector_cache", Level.OK, said)


def _orphans(facts: HomeFacts) -> Check:
    orphans = facts.cache.orphans if facts.cache else None
    if orphans is None:
        return Check("orphan_vectors", Level.OK, message("orphan vectors are not counted"))
    if orphans and not facts.building:
        said = message(
            "{count} cached vectors are of texts that no record has any more", count=orphans
        )
        return Check("orphan_vectors", Level.WARN, said, REPAIR)
    return Check("orphan_vectors", Level.OK, message("every cached vector is of a record's text"))


def _downloads(facts: HomeFacts) -> Check:
    if facts.downloads_unreadable:
        said = message("what is known of some downloads cannot be read: they are fetched again")
        return Check("downloads", Level.WARN, said, UPDATE, some(facts.downloads_unreadable))
    if facts.downloads_unfinished:
        said = message("{count} downloads are unfinished", count=len(facts.downloads_unfinished))
        return Check("downloads", Level.WARN, said, UPDATE, some(facts.downloads_unfinished))
    return Check("downloads", Level.OK, message("no download is unfinished"))


_CHECKS: tuple[Callable[[HomeFacts], Check], ...] = (
    *(_home, _disk, _lock, _leftovers, _pointer, _generation, _earlier, _encoder),
    *(_fitted, _store, _fresh, _cache, _orphans, _downloads),
)
