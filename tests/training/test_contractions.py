"""Portuguese sets as papers would print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.entities.contractions import contracted
from training.entities.gold import Document, Mention

PIECES = ["de", "em", "por", "a", "o", "as", "Os", "um", "este", "aquela", "DE", "Em", "Lisboa", "Banco", "O", "PORTO"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=30)


def document(text: str, *names: str) -> Document:
    mentions = tuple(Mention(text.index(name), text.index(name) + len(name), "ORG") for name in names)
    return Document("uner_pt_bosque.pt", "x", "pt", text, mentions)


@pytest.mark.parametrize(
    ("apart", "joined"),
    [
        ("Ele mora em o Porto.", "Ele mora no Porto."),
        ("A voz de a cidade", "A voz da cidade"),
        ("Passou por as ruas.", "Passou pelas ruas."),
        ("Foi a a praia.", "Foi à praia."),
        ("DE A SILVA", "DA SILVA"),
        ("De os que ficaram", "Dos que ficaram"),
        ("Grande obra", "Grande obra"),
    ],
)
def test_prepositions_are_joined_to_what_follows(apart: str, joined: str) -> None:
    assert contracted(document(apart)).text == joined


def test_the_mentions_move_along() -> None:
    moved = contracted(document("Em a sede de o Banco de o Brasil em o Rio", "Banco de o Brasil", "Rio"))
    assert [moved.text[mention.start : mention.end] for mention in moved.mentions] == ["Banco do Brasil", "Rio"]


@given(words=WORDS, names=st.lists(st.sampled_from(["Lisboa", "Banco"]), unique=True))
def test_a_name_without_a_preposition_stays_as_it_is(words: list[str], names: list[str]) -> None:
    present = [name for name in names if name in words]
    moved = contracted(document(" ".join(words), *present))
    assert [moved.text[mention.start : mention.end] for mention in moved.mentions] == present
