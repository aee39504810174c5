"""The law for all values of a spec: strict, frozen, nothing unknown, mappings that cannot change."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Annotated, Generic, Literal, TypeVar, overload

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

SLUG_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=64)]
Text = Annotated[str, StringConstraints(pattern=r"\S")]


class FrozenMapping(Mapping[K, V], Generic[K, V]):
    """A mapping that cannot be changed and can be hashed.

    >>> FrozenMapping({"a": 1})["a"]
    1
    """

    __slots__ = ("_entries", "_hash")

    def __init__(self, entries: Mapping[K, V]) -> None:
        self._entries = dict(entries)
        self._hash: int | None = None

    def __getitem__(self, key: K) -> V:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def items(self) -> ItemsView[K, V]:
        """The entries, as a view of what is held: the views of `Mapping` ask for each entry by itself."""
        return self._entries.items()

    def values(self) -> ValuesView[V]:
        """The values, as a view of what is held."""
        return self._entries.values()

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V | T, /) -> V | T: ...
    def get(self, key: K, default: V | T | None = None, /) -> V | T | None:
        """The value of a key, or the default."""
        return self._entries.get(key, default)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._entries.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"FrozenMapping({self._entries!r})"


def frozen(value: object) -> object:
    """Return plain data as a value that cannot change: mappings and sequences inside included."""
    if isinstance(value, Mapping):
        return FrozenMapping({key: frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(inner) for inner in value)
    return value


Frozen = AfterValidator(frozen)


def exactly(value: int) -> BeforeValidator:
    """Return a validator that takes `value` and nothing that is merely equal to it, as ``1`` is to ``true``."""
    said = str(value).lower() if isinstance(value, bool) else repr(value)

    def check(given: object) -> object:
        if type(given) is not type(value) or given != value:
            kind, message = "literal_error", "Input should be {expected}"
            raise PydanticCustomError(kind, message, {"expected": said})
        return given

    return BeforeValidator(check)


Yes = Annotated[Literal[True], exactly(value=True)]


class Model(BaseModel):
    """A value of a spec."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
