"""Must-do items that are ticked by doing what they say; which deed is meant is read from the step and the words."""

from __future__ import annotations

from collections.abc import Iterable

_WORDS = {
    "score": ("decide", ("score", "打分", "评分")),
    "focus": ("decide", ("set today", "set the focus", "today's focus", "定今天", "定今日", "今天的重点", "今日重点")),
    "snapshot": ("traffic", ("snapshot", "快照")),
    "ranks": ("keywords", ("rank", "core words", "position", "排名", "核心词")),
    "rules": ("letters", ("announcement", "公告")),
}
"""Each deed with the step of its items and the words one of which they say."""

SAID = {
    "score": "scoring the last focus",
    "focus": "setting the focus",
    "snapshot": "typing a snapshot",
    "ranks": "looking at every core word",
    "rules": "looking at the rules",
}
"""The deeds as people call them."""


def deeds_of(step: str, title: str) -> tuple[str, ...]:
    """The deeds that an item wants done, all of them; none for an item that is ticked by hand."""
    said = title.casefold()
    return tuple(deed for deed, (at, words) in _WORDS.items() if at == step and any(word in said for word in words))


def kinds_named(title: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """The kinds of letters that a title names, in its order; what is only a part of a longer kind is not meant."""
    left, found = title.casefold(), {}
    for kind in sorted(kinds, key=len, reverse=True):
        if kind.casefold() in left:
            found[kind] = left.index(kind.casefold())
            left = left.replace(kind.casefold(), "\0" * len(kind))
    return tuple(sorted(found, key=lambda kind: found[kind]))


def ticked_by(step: str, title: str, kinds: Iterable[str]) -> str:
    """How an item of a step gets its tick by itself, in words; '' where it is ticked by hand."""
    said = [SAID[deed] for deed in deeds_of(step, title)]
    named = kinds_named(title, kinds) if step == "letters" else ()
    return " and ".join([*said, *([f"counting {', '.join(named)}"] if named else [])])
