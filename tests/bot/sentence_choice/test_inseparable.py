import pytest

from bot.sentence_choice.forms import Reply
from bot.sentence_choice.inseparable import Ties
from embeddings.texts.sentence_splitter import split_sentences


def _needed(text: str, words: str) -> list[str]:
    """Return the sentences to be shown with the one that holds `words`."""
    reply = Reply(text, split_sentences(text))
    (number,) = [n for n in range(len(reply.sentences)) if words in reply.words(n)]
    return [reply.words(n) for n in sorted(Ties(reply).needed(number))]


def test_a_sentence_that_leans_brings_the_one_before_and_what_that_one_leans_on() -> None:
    text = (
        "La mer monte. Le plan Brise date de 2021. Il vise les ports. Ce soutien est de 800 euros."
    )
    assert _needed(text, "800") == [
        "Le plan Brise date de 2021.", "Il vise les ports.", "Ce soutien est de 800 euros.",
    ]  # fmt: skip
    assert _needed(text, "2021") == ["Le plan Brise date de 2021."]


def test_a_list_is_kept_whole_with_the_line_that_opens_it() -> None:
    lines = ["Trois aides existent :", "- une prime ;", "- un prêt ;", "- une remise."]
    text = "\n".join(["La mer est haute.", *lines, "La mer est basse."])
    assert _needed(text, "un prêt") == lines
    assert _needed(text, "Trois aides") == lines
    assert _needed(text, "basse") == ["La mer est basse."]


def test_what_announces_several_things_comes_with_the_first_of_them() -> None:
    text = (
        "La mer monte. Trois mesures ont été prises. En premier lieu, les quais sont relevés. "
        "En second lieu, les phares sont gardés."
    )
    told = ["Trois mesures ont été prises.", "En premier lieu, les quais sont relevés."]
    assert _needed(text, "Trois mesures") == told
    assert _needed(text, "quais") == ["En premier lieu, les quais sont relevés."]
    english = "Two steps were taken. First, the quays were raised. Then the lamps were lit."
    assert len(_needed(english, "Two steps")) == 2


def test_short_lines_after_a_colon_are_a_list_without_marks() -> None:
    lines = ["Keepers by year:", "2021: 46", "2022: 51", "2023: 61"]
    text = "\n".join(["The sea is high.", *lines])
    assert _needed(text, "51") == lines


def test_of_a_long_list_the_item_comes_with_the_line_that_opens_it_alone() -> None:
    items = [
        f"- le port numéro {n} est gardé par deux gardiens et par un chien ;" for n in range(12)
    ]
    text = "\n".join(["Les ports gardés sont :", *items])
    assert _needed(text, "numéro 7 ") == ["Les ports gardés sont :", items[7]]
    assert _needed(text, "gardés sont") == ["Les ports gardés sont :"]


def test_a_row_of_a_table_comes_with_the_table_and_its_title() -> None:
    rows = ["Year | Keepers", "2022 | 51", "2023 | 61"]
    text = "\n".join(["The sea is high.", "The table shows the keepers.", *rows, "The sea is low."])
    assert _needed(text, "2023 |") == ["The table shows the keepers.", *rows]


def test_two_tables_one_after_the_other_are_two() -> None:
    first, second = ["Port | Keepers", "Stow | 3", "Looe | 4"], ["Port | Dogs", "Stow | 7"]
    text = "\n".join(["The tables show both.", *first, *second])
    assert _needed(text, "Looe | 4") == ["The tables show both.", *first]


def test_a_row_of_a_long_table_comes_with_its_head() -> None:
    rows = [
        "Port | Keepers in post at the end of the year",
        *(f"Port {n} | {n}" for n in range(60)),
    ]
    text = "\n".join(["The table shows the keepers.", *rows])
    assert _needed(text, "Port 41 |") == ["The table shows the keepers.", rows[0], "Port 41 | 41"]


LONG = [
    f"- le port numéro {n}, gardé par deux gardiens, leurs chiens et un coq ;" for n in range(9)
]


@pytest.mark.parametrize(
    ("lines", "words", "shown"),
    [
        (["La mer monte.", "Exclusions", *LONG], "numéro 7,", [1, 9]),
        (["La mer monte. Cette aide exclut des ports.", *LONG], "numéro 7,", ["mer", "exclut", 8]),
        (["Sont exclus :", *LONG[:7], "- les chats :", "o noirs"], "noirs", [0, 8, 9]),
        (["Sont exclus :", *(line[2:] for line in LONG)], "numéro 7,", [0, 8]),
        (["Sont exclus", *(line[2:].title() for line in LONG)], "Numéro 7,", [0, 8]),
        (["Sont exclus :", *(f"L'île {n}" for n in range(99))], "L'île 70", [0, 71]),
        (["Not paid:", "1. Dogs", "The dogs are old.", *LONG, "2. Cats"], "Cats", [0, 12]),
        (["Not paid:", "1. Dogs", "The dogs are old.", *LONG, "2. Cats"], "old", [0, 1, 2]),
        (["Paid:", "1. Dogs", *LONG, "Not paid", "2. Cats"], "Cats", [0, 11, 12]),
        (["Paid:", *LONG, "Not paid:", "- cats"], "cats", [10, 11]),
        (["Not paid:", "Stow:", *LONG, "Looe:", "- cats"], "cats", [0, 11, 12]),
        (["Not paid:", "Year | Dogs", *(f"{n} | {n}" for n in range(99))], "70 | 70", [0, 1, 72]),
        (["Mme Vitou, ministre de la mer :", "La mer monte."], "monte", [1]),
        (["La mer monte.", "M. Lebrun et M. Vitou . Depuis dix ans !"], "dix", ["Lebrun", "dix"]),
        (["Sa réponse :", "La mer monte. Le port dort."], "dort", [0, "monte", "dort"]),
        (["Sont exclus : - les chats. Un dort. - Les coqs."], "coqs", ["chats", "dort", "coqs"]),
        (["Two are paid. For example:", "- cats"], "cats", ["Two", "example", 1]),
        (["Deux phares brillent. Le premier est à Stow. Le second est à Looe."], "Looe",
         ["Deux", "Stow", "Looe"]),
        (["Il pleut. Le Premier ministre est à Looe."], "pleut", ["pleut"]),
    ],
)  # fmt: skip
def test_a_sentence_of_a_list_comes_with_what_governs_it(
    lines: list[str], words: str, shown: list[int | str]
) -> None:
    """`shown` are the lines shown, or a word of each sentence of a line of several."""
    needed = _needed("\n".join(lines), words)
    assert len(needed) == len(shown)
    for sentence, expected in zip(needed, shown, strict=True):
        if isinstance(expected, int):
            assert sentence == lines[expected]
        else:
            assert expected in sentence


def test_a_list_counts_as_one_thing_to_read() -> None:
    text = "Trois aides existent :\n- une prime ;\n- un prêt ;\n- une remise.\nLa mer est basse."
    reply = Reply(text, split_sentences(text))
    assert Ties(reply).parts(range(5)) == 3
