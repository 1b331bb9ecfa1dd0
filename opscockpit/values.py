"""Immutable values: `@dataclass(frozen=True, slots=True)` of the standard library, made several times as fast.

The standard one compiles each of its methods by itself, about a millisecond a class; the first picture needs some
fifty of them, and a page some more. Here one `__init__` is compiled, and the other methods are shared. `replace`,
`asdict` and `fields` of `dataclasses` work on these classes as on its own. Type checkers see the original.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """Makes a class with annotated fields an immutable value; what it cannot do, it refuses with TypeError."""
        if not (frozen and slots):
            raise TypeError("only for immutable values; take dataclasses.dataclass for others")
        return _made


class _Fields:
    """The fields as `dataclasses` knows them, worked out when somebody asks."""

    def __init__(self, annotations: dict[str, Any], defaults: dict[str, Any]) -> None:
        self._body = {"__annotations__": annotations, **defaults}
        self._found: Any = None

    def __get__(self, value: object, owner: type) -> Any:
        if self._found is None:
            from dataclasses import dataclass as standard

            self._found = standard(type(owner.__name__, (), self._body)).__dataclass_fields__  # type: ignore[attr-defined]
        return self._found


def _made(cls: type) -> type:
    """The class anew, with slots for its fields and the methods of a value."""
    said_of: dict[str, Any] = getattr(cls, "__annotations__", {})
    annotations = {name: said for name, said in said_of.items() if "ClassVar" not in str(said)}
    if cls.__bases__ != (object,) or not annotations or hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__}: bases, __post_init__ and no fields are for dataclasses.dataclass")
    names = tuple(annotations)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    if any(type(value).__name__ == "Field" for value in defaults.values()):
        raise TypeError(f"{cls.__name__}: field() is for dataclasses.dataclass")
    inner: dict[str, Any] = {f"_{name}": value for name, value in defaults.items()}
    said = ", ".join(f"{name}=_{name}" if name in defaults else name for name in names)
    lines = "".join(f"\n    _set_{name}(self, {name})" for name in names)
    exec(f"def __init__(self, {said}):{lines}", inner)  # the names are those of the class's own fields
    kept = {name: value for name, value in cls.__dict__.items() if name not in (*names, "__dict__", "__weakref__")}
    methods = {"__init__": inner["__init__"], **_methods(names)}
    made = type(cls)(cls.__name__, (), {
        **methods, **kept, "__slots__": names, "__match_args__": names,
        "__dataclass_fields__": _Fields(annotations, defaults),
    })  # fmt: skip
    inner |= {f"_set_{name}": made.__dict__[name].__set__ for name in names}
    made.__init__.__qualname__ = f"{made.__qualname__}.__init__"  # type: ignore[misc]
    return made


def _methods(names: tuple[str, ...]) -> dict[str, Any]:
    """What all values can do, for these fields."""
    one = attrgetter(*names)
    read: Callable[[Any], tuple[Any, ...]] = one if len(names) > 1 else lambda value: (one(value),)

    def equal(self: Any, other: object) -> bool:
        return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(read(self))

    def shown(self: Any) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in zip(names, read(self), strict=True))
        return f"{type(self).__qualname__}({said})"

    def reduced(self: Any) -> tuple[type, tuple[Any, ...]]:
        return type(self), read(self)

    return {
        "__eq__": equal, "__hash__": hashed, "__repr__": shown, "__reduce__": reduced,
        "__setattr__": _fixed, "__delattr__": _fixed,
    }  # fmt: skip


def _fixed(self: Any, name: str, *value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change the field {name!r}")
