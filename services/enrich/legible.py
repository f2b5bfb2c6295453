"""The text as a reader sees it: what is metadata or markup is blanked, and every offset stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.articles import Span

# Left over by newsroom systems in files that are otherwise plain text. Only names of HTML elements (WHATWG HTML,
# section 4), so that "a < b" stays; bounded, so that a text of "<" costs linear time.
_MARKUP = re.compile(
    r"</?(?:a|abbr|article|aside|b|blockquote|br|button|caption|center|cite|code|dd|div|dl|dt|em|embed|figcaption|figure"
    r"|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|label|li|link|main|meta|nav|object|ol|p|picture|pre|q|s"
    r"|script|section|small|source|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|time|tr|u|ul|video)"
    r"(?:\s[^<>]{0,2000})?\s*/?>",
    re.IGNORECASE,
)


def legible(text: str, metadata: Sequence[Span]) -> str:
    """`text` with blanks for its metadata and its HTML tags, as long as before."""
    for span in metadata:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return _MARKUP.sub(lambda tag: " " * len(tag[0]), text)
