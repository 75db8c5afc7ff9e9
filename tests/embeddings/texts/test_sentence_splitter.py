import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.texts.sentence_splitter import split_sentences

# "|" stands where the text is cut.
TABLE = [
    "Le phare ferme. | Il rouvrira en mai.",
    "M. Dupont a écrit. | Il attend.",
    "Mme Falaise et MM. Brise et Cap sont venus. | Ils repartent.",
    "Me Lenoir plaide pour Mlle Cap. | Elle gagne.",
    "Le Dr. Brume et le Pr. Cap ont signé. | Rien ne suit.",
    "L'art. L. 123-4 du code s'applique. | Rien d'autre.",
    "Voir les articles L. 12 et R. 13. | Le texte est clair.",
    "Voir l'art. 5, al. 2 du code. | Elle suffit.",
    "La question n° 12 attend. | Elle date de mai.",
    "Le décret no. 2024-12 est paru. | Il suit.",
    "Voir p. 3 et pp. 7 à 9 du rapport. | Merci.",
    "Voir chap. 4, vol. 2, fig. 8 du rapport. | Merci.",
    "En 52 av. J.-C. César écrivait. | Puis rien.",
    "Cf. Brume et Cap, éd. Falaise. | Tout y est.",
    "Il vient, c.-à-d. Paul vient. | Bon.",
    "Le 3 janv. 2024, le 2 févr. 2024 et le 1er déc. 2024. | Trois jours.",
    "Des pommes, des poires, etc. | Il continue.",
    "Des pommes, etc., et des poires. | Fin du marché.",
    "Le taux est de 3.5 % en 2024. | Il baisse.",
    "Le taux est de 3,5 %. | Il baisse.",
    "Le budget atteint 3.000.000 euros. | Il monte.",
    "Le budget atteint 12 M€. | Il monte.",
    "Version 2.0.1 du plan. | Elle suffit.",
    "Il a dit : « C'est fini. » | Puis il est parti.",
    "« Oui. » répond le phare. | Il s'éteint.",
    "Le plan dit « rien. » | Il se trompe.",
    "Le plan est prêt (voir l'annexe). | Il suit.",
    "Le plan est prêt. | (Voir l'annexe.) | Il suit.",
    "Le plan (voir l'annexe.) est prêt. | Il suit.",
    "Voici… | Et puis rien.",
    "Voici... | Et puis rien.",
    "Bien sûr... mais non. | Rien.",
    "Bien sûr… mais non. | Rien.",
    "Vraiment ? | Oui ! | Non.",
    "Vraiment ?! | Oui !!! | Non.",
    "Est-ce vrai ? demande le phare. | Il doute.",
    "1. Premier point. | 2. Second point. | 12. Dernier point.",
    "A. Premier point. | B. Second point.",
    "iii. Troisième point. | La suite.",
    "- Un point. | - Un autre.",
    "– Un point. | – Un autre.",
    "Première ligne | Seconde ligne.",
    "Un titre sans point | Le phare ferme. | Il rouvrira.",
    "Voir www.phares.example. | Le site est utile.",
    "Voir le site phares.example/p.html ici. | Il est utile.",
    "La S.N.C.F. du lieu roule. | Elle avance.",
    "Il siège à l'O.N.U. | Le reste suit.",
    "Mr. Smith met Mrs. Jones and Ms. Lee. | They talked.",
    "The Rt. Hon. Member asked. | We replied.",
    "See No. 5 of the list. | It is long.",
    "See paras. 4 and 5, Sch. 2. | They apply.",
    "Some fruit, e.g. Apples, is cheap. | Other fruit is not.",
    "Some fruit, i.e. Apples. | Other fruit is not.",
    "John F. Kennedy spoke. | They listened.",
    "The U.K. Government agreed. | It acted.",
    "He lives in the U.K. | The house is big.",
    "The cost was £3.5m. | It rose.",
    "The cost was £3.5 million approx. Two years ago. | It rose.",
    "On 3 Jan. 2024 it began. | It went on.",
    "He said “Stop.” | Then he left.",
    'He said "Stop." | Then he left.',
    "Brume Ltd. Board met. | It agreed.",
    "Is it so? | Yes. | No!",
]


@pytest.mark.parametrize("row", TABLE)
def test_a_text_is_cut_where_a_reader_would_cut_it(row: str) -> None:
    expected = row.split(" | ")
    text = " ".join(expected)
    if text.startswith(("Première ligne", "Un titre")):
        text = "\n".join(expected)
    assert [text[start:end] for start, end in split_sentences(text)] == expected


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(set(TABLE)) >= 40


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\u00a0\n "])
def test_nothing_but_space_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", [".", "...", "? !", "« »", "1.", "M."])
def test_a_text_of_marks_alone_loses_none_of_them(text: str) -> None:
    kept = "".join(text[start:end] for start, end in split_sentences(text))
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_a_line_break_ends_a_sentence_even_after_an_abbreviation() -> None:
    text = "Adressé à M.\nDupont"
    assert [text[a:b] for a, b in split_sentences(text)] == ["Adressé à M.", "Dupont"]


def test_no_break_spaces_around_a_sentence_are_not_part_of_it() -> None:
    text = "\u00a0Le phare ferme.\u00a0\u00a0Il rouvre.\u2003"
    assert [text[a:b] for a, b in split_sentences(text)] == ["Le phare ferme.", "Il rouvre."]


_PIECES = st.sampled_from(
    [
        *("M.", "Mme", "art.", "L.", "n°", "12", "3.5", "p.", "J.-C.", "e.g.", "Le", "phare"),
        *("ferme.", "The", "a)", "1.", "-", "’", "é"),
        *("« ", " »", "“", "”", "(", ")", "...", "…", "?", "!", ":", ";"),
        *("\n", "\r", "\t", "\u00a0", " ", " ", " ", "\u2028", "\x0b", "\x1c", "\ud800", "\0"),
    ]
)
_TEXTS = st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=60).map("".join))


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_spans_are_ordered_disjoint_trimmed_and_lose_no_visible_character(text: str) -> None:
    spans = split_sentences(text)
    covered = [False] * len(text)
    previous = 0
    for start, end in spans:
        assert previous <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        covered[start:end] = [True] * (end - start)
        previous = end
    assert all(c.isspace() for c, inside in zip(text, covered, strict=True) if not inside)
