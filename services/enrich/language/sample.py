"""A sample of bounded size, so that the cost of a long text does not grow with its length."""

from __future__ import annotations

_WINDOWS = 4


def sample(text: str, size: int) -> str:
    """Return the text itself where it is short, else about `size` characters from four places spread over it.

    Several places, because an article may begin with a quotation in another language or end with a contact box. Windows
    begin and end between words where the text has spaces at all.
    """
    if len(text) <= size:
        return text
    window = max(1, size // _WINDOWS)
    step = (len(text) - window) // (_WINDOWS - 1)
    return "\n".join(_whole_words(text, i * step, i * step + window) for i in range(_WINDOWS))


def _whole_words(text: str, start: int, end: int) -> str:
    window = text[start:end]
    head = window.find(" ", 0, 40) + 1 if start else 0
    tail = window.rfind(" ", len(window) - 40) if end < len(text) else -1
    return window[head : tail if tail > head else len(window)]
