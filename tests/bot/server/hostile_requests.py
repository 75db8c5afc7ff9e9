"""Requests that no page sends, made of a seed: the same seed gives the same requests."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote_from_bytes

from tests.bot.server.canaries import Canaries
from tests.bot.web.kept.kept_parts import card, turn

WORD = "zanzibarphare"  # in what is sent; no log may hold it
LIMIT = 256 * 1024  # bytes of a body that the server reads
QUESTION = "Qui paie les fauteuils roulants ?"

ASK: dict[str, str] = {  # the arguments of a question, each with a value that is right
    "question": json.dumps(QUESTION),
    "history": '["Et les lunettes ?"]',
    "id": '"a1"',
    "language": '"fr"',
    "source": '"SAMPLE"',
    "country": '"FR"',
    "chamber": '"AN"',
    "ministry": '"santé"',
    "since": '"2020-01-01"',
    "until": '"2026-01-01"',
    "legislature": '"16"',
    "number": '"12"',
    "deputy": '"Mme Jeanne Fictive"',
    "without": '["all"]',
}
FEEDBACK: dict[str, str] = {
    "useful": "true",
    "reasons": '["unclear"]',
    "comment": '"trop long"',
    "question": json.dumps(QUESTION),
    "status": '"answered"',
    "uids": '["SAMPLE-1"]',
}
SAVE: dict[str, str] = {
    "format": '"docx"',
    "language": '"fr"',
    "address": '"https://parlebot.example/"',
    "turns": json.dumps([turn(card())]),
}
GRADIO: dict[str, str] = {
    "data": f'[{json.dumps(QUESTION)}, [], {{"language": "fr"}}]',
    "session_hash": '"abc"',
    "event_data": "null",
    "event_id": '"abc"',
    "fn_index": "0",
    "trigger_id": "1",
    "request": "{}",
    "batched": "false",
    "simple_format": "true",
}
# Keys that a framework below might know, whatever the address.
_FOREIGN = ("session_hash", "data", "fn_index", "path", "meta", "url", "__class__", "_type", "")
_TYPES = (
    "application/json; charset=utf-16",
    "application/json;",
    "APPLICATION/JSON",
    "text/plain",
    "",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "application/octet-stream",
    "\xe9",
)
_CODINGS = ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-7")
_SIGNS = ("\u202e", "\u2028", "\x00", "\x1b[31m", "\r\nINFO: login accepted\r\n", "%0a", "\ufeff")
_MARKUP = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1/}",
    "' OR 1=1 --",
    "[1]",
)


@dataclass(frozen=True)
class Hostile:
    """One request."""

    method: str
    target: str  # the address, fit for a request line
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.target[:300]} {self.headers} {self.content[:500]!r}"


class Maker:
    """Makes hostile values, bodies and queries."""

    def __init__(self, seed: int, canaries: Canaries) -> None:
        self._random = Random(seed)
        self._paths = (
            str(canaries.file), str(canaries.pipe), f"file://{canaries.file}", canaries.address,
            canaries.address.replace("http:", ""), "/dev/zero", "/etc/passwd", "/proc/self/environ",
            "../../../../etc/passwd", "corpus.sqlite", ".", "/", "C:\\windows", "\\\\127.0.0.1\\x",
            "/nowhere/at/all", "~root", "a\x00b",
        )  # fmt: skip

    def body(self, target: str, arguments: dict[str, str]) -> Hostile:
        """Return a POST to `target` whose body has at least one thing wrong, or is very odd."""
        pairs = dict(arguments) if self._random.random() < 0.5 else dict([*arguments.items()][:1])
        for name in self._random.sample([*arguments], self._random.randint(1, 3)):
            pairs[name] = self.value()
        items = [f"{json.dumps(name)}: {value}" for name, value in pairs.items()]
        if self._random.random() < 0.3:
            items.append(f"{json.dumps(self._random.choice(_FOREIGN))}: {self.value()}")
        if self._random.random() < 0.1:  # a name twice
            items.append(f"{json.dumps(self._random.choice([*arguments]))}: {self.value()}")
        text = f"{{{', '.join(items)}}}"
        if self._random.random() < 0.08:
            text = self._broken(text)
        content = text.encode("utf-8", "surrogatepass")
        headers = {"Content-Type": "application/json"}
        if self._random.random() < 0.08:
            content = text.encode(self._random.choice(_CODINGS), "ignore")
        if self._random.random() < 0.08:
            headers["Content-Type"] = self._random.choice(_TYPES)
        return Hostile("POST", target, content, headers)

    def form(self, target: str, arguments: dict[str, str]) -> Hostile:
        """Return a POST of a form to `target`, odd in its values, its names or its spelling."""
        names = [*arguments, self._random.choice([*arguments, *_FOREIGN])]
        values = {name: self._argument() for name in self._random.sample(names, 2)}
        values.setdefault("question", quote_from_bytes(QUESTION.encode()))
        text = "&".join(f"{_quoted(name)}={value}" for name, value in values.items())
        if self._random.random() < 0.2:
            text = self._random.choice(
                (
                    text.replace("=", ""),
                    f"{text}&{text}",
                    "&" * 5_000,
                    f"{text}%",
                    f"{text}\xe9",
                    "",
                )
            )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._random.random() < 0.1:
            headers["Content-Type"] = self._random.choice(_TYPES)
        return Hostile("POST", target, text.encode("latin-1"), headers)

    def query(self, target: str, names: Sequence[str]) -> Hostile:
        """Return a GET of `target` with hostile arguments, known and unknown ones."""
        count = self._random.randint(1, 4)
        chosen = [self._random.choice([*names, *_FOREIGN, "__theme"]) for _ in range(count)]
        chosen[0] = self._random.choice(names)
        pairs = [f"{_quoted(name)}={self._argument()}" for name in chosen]
        return Hostile("GET", f"{target}?{self._random.choice('&&;').join(pairs)}")

    def file(self, folder: str) -> Hostile:
        """Return a GET of something that is not in `folder`, by a name that leaves it."""
        path = self._random.choice(self._paths)
        climb = self._random.choice(("../" * 9, "..%2f" * 9, "%2e%2e/" * 9, "..\\" * 9, "//", ""))
        name = quote_from_bytes(path.encode(), safe="/.")
        end = self._random.choice(("", "", "%00.js", "/", "?v=1", ".js"))
        long = "x" * self._random.choice((0, 0, 0, 300, 5_000))
        return Hostile("GET", f"{folder}{climb}{long}{name.lstrip('/')}{end}")

    def value(self) -> str:
        """Return the JSON of a value of any kind."""
        kinds: tuple[tuple[int, Callable[[], str]], ...] = (
            (3, self._file_data), (3, self._text), (2, self._number), (2, self._plain),
            (1, self._many), (1, self._deep), (1, self._huge), (1, self._surrogates),
        )  # fmt: skip
        weights = [weight for weight, _ in kinds]
        return self._random.choices([make for _, make in kinds], weights)[0]()

    def _file_data(self) -> str:
        path = self._random.choice(self._paths)
        data: dict[str, object] = {
            "path": path, "url": path, "orig_name": WORD, "size": 1, "mime_type": "text/plain",
            "is_stream": self._random.random() < 0.3, "meta": {"_type": "gradio.FileData"},
        }  # fmt: skip
        shape = self._random.randrange(4)
        if shape == 1:
            return json.dumps([data, data])
        if shape == 2:
            return json.dumps({"file": data, "component": data, "__type__": "update"})
        return json.dumps(path if shape == 3 else data)

    def _text(self) -> str:
        odd = self._random.choice((*_SIGNS, *_MARKUP, *self._paths))
        return json.dumps(f"{WORD} {odd} {WORD}")

    def _number(self) -> str:
        return self._random.choice(
            ("0", "-1", "1.5", "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "-0.0",
             "9" * 30, "9" * 4_299, "9" * 5_000, "9" * 60_000, "0x10", "01", "1_000", "٣")
        )  # fmt: skip

    def _plain(self) -> str:
        return self._random.choice(("true", "false", "null", "[]", "{}", '""', "[null]", "True"))

    def _many(self) -> str:
        items = [self._text() for _ in range(self._random.choice((2, 20, 500)))]
        return f"[{', '.join(items)}]"

    def _deep(self) -> str:
        depth = self._random.choice((50, 2_000, 20_000))
        left, right = self._random.choice((("[", "]"), ('{"x":', "}"), ('[{"path":', "}]")))
        return left * depth + f'"{WORD}"' + right * depth

    def _huge(self) -> str:
        size = self._random.choice((301, 1_001, 4_001, 20_001, 100_000, 250_000, LIMIT, 300_000))
        unit = self._random.choice((WORD, "zz|", "((a", "é", "\\u0000", "\\ud800", "😀", " "))
        return f'"{unit * (size // len(unit.encode()))}"'

    def _surrogates(self) -> str:
        half = self._random.choice(("\ud800", "\udfff", "\udc00\ud800"))
        text = f"{WORD} {half} fauteuils roulants"
        if self._random.random() < 0.3:
            return f'"{text}"'  # as bytes, which are no UTF-8
        return json.dumps(self._random.choice([text, [text], {text: text}]))

    def _broken(self, text: str) -> str:
        cut = self._random.randrange(len(text))
        return self._random.choice(
            (text[:cut], f"[{text}]", f"{text}{text}", f"{text},", f"// x\n{text}", text[1:], "",
             " ", '"x"', "null", "5", f"{text}\x00", text.replace('"', "'"))
        )  # fmt: skip

    def _argument(self) -> str:
        """Return the value of an argument of a query, quoted."""
        value = self.value()
        if value.startswith('"') and self._random.random() < 0.8:
            value = value.strip('"')
        raw = value.encode("utf-8", "surrogatepass")[:6_000]
        if self._random.random() < 0.1:
            raw = bytes(self._random.randrange(256) for _ in range(40))
        return quote_from_bytes(raw, safe="")


def _quoted(name: str) -> str:
    return quote_from_bytes(name.encode(), safe="")
