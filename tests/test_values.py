"""Values of our own making behave as those of the standard library."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from opscockpit import values


@values.dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    LIMIT: ClassVar[int] = 9
    x: int
    y: int = 2
    names: tuple[str, ...] = ()

    @property
    def sum(self) -> int:
        return self.x + self.y


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """A place."""

    LIMIT: ClassVar[int] = 9
    x: int
    y: int = 2
    names: tuple[str, ...] = ()

    @property
    def sum(self) -> int:
        return self.x + self.y


@values.dataclass(frozen=True, slots=True)
class One:
    """A single field."""

    inner: object


@pytest.mark.parametrize("ask", [
    lambda make: (make(1).x, make(1).y, make(y=5, x=1).y, make(1, 2, ("a",)).names, make(1).sum),
    lambda make: (make(1) == make(1), make(1) == make(3), make(1) == (1, 2, ()), len({make(1), make(1), make(2)})),
    lambda make: repr(make(1, names=("好",))).partition("(")[2],
    lambda make: dataclasses.asdict(make(1, names=("a",))),
    lambda make: (dataclasses.replace(make(1), y=7).y, dataclasses.replace(make(1, 3), x=2).y),
    lambda make: [(field.name, field.default) for field in dataclasses.fields(make)],
    lambda make: (dataclasses.is_dataclass(make), make.__doc__, make.__match_args__, make.LIMIT),
    lambda make: pickle.loads(pickle.dumps(make(4, 5))).y,
    lambda make: hasattr(make(1), "__dict__"),
])  # fmt: skip
def test_as_the_standard_library(ask: Callable[[Any], object]) -> None:
    assert ask(Point) == ask(Standard)


@pytest.mark.parametrize("wrong", [
    lambda make: make(), lambda make: make(1, z=2), lambda make: setattr(make(1), "x", 3),
    lambda make: delattr(make(1), "x"), lambda make: hash(make([])),
])  # fmt: skip
def test_what_cannot_be_done(wrong: Callable[[Any], object]) -> None:
    with pytest.raises(Exception) as ours:  # noqa: PT011 - compared with what the standard one raises
        wrong(Point)
    with pytest.raises(Exception) as theirs:  # noqa: PT011
        wrong(Standard)
    assert ours.type is theirs.type


def test_values_in_values() -> None:
    assert dataclasses.asdict(One(Point(1))) == {"inner": {"x": 1, "y": 2, "names": ()}}
    assert One(1) == One(1)
    assert hash(One(1)) == hash(One(1))


def test_what_it_leaves_to_the_standard_library() -> None:
    make: Any = values.dataclass
    with pytest.raises(TypeError):
        make(frozen=False, slots=True)
    body = {"__annotations__": {"x": "list"}, "x": dataclasses.field(default_factory=list)}
    for cls in (type("Base", (Point,), {}), type("Empty", (), {}), type("Made", (), body)):
        with pytest.raises(TypeError):
            make(frozen=True, slots=True)(cls)
