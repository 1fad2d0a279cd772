"""An attribute computed at its first use and cached on its object."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["lazy"]

_T = TypeVar("_T")


class lazy(Generic[_T]):  # noqa: N801 - used as a decorator, as `property` is
    """`functools.cached_property` without the lock that Python 3.11 takes at each first reading (gone in 3.12)."""

    def __init__(self, work_out: Callable[[Any], _T]) -> None:
        self.work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "lazy[_T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...
    def __get__(self, instance: object | None, owner: type) -> "lazy[_T] | _T":
        if instance is None:
            return self
        value = vars(instance)[self.name] = self.work_out(instance)
        return value
