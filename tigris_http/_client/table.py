"""The methods of both clients: one for each action in `tigris_http.operations` and `tigris_http.transfers`.

`create_bucket` sends `CreateBucket` and has its parameters. `.ci/write_stubs` writes the methods into `methods.pyi`,
which type checkers and editors read. `Methods` must not name them in its source: jedi would prefer that to the
documented stub.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from functools import wraps
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, ForwardRef, TypeVar, cast, get_args

from tigris_http import operations as ops
from tigris_http import transfers
from tigris_http._client.help.parameter_docs import OF_EVERY_CALL, described
from tigris_http.operations._base import PagedOperation, StreamOperation
from tigris_http.operations._names import ACTIONS
from tigris_http.transfers._names import ACTIONS as TRANSFERS

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

RESULTS = {
    "Any": "typing",
    "AsyncBundleMember": "tigris_http._bundle.response",
    "AsyncBundleResponse": "tigris_http._bundle.response",
    "AsyncItems": "tigris_http.transfers._work.items",
    "AsyncObjectFile": "tigris_http._download.object_file",
    "AsyncObjectWriter": "tigris_http.transfers.files.writer",
    "AsyncPages": "tigris_http._client.results",
    "BundleMember": "tigris_http._bundle.response",
    "BundleResponse": "tigris_http._bundle.response",
    "BundleSkipped": "tigris_http._bundle.response",
    "Coroutine": "collections.abc",
    "Items": "tigris_http.transfers._work.items",
    "ObjectFile": "tigris_http._download.object_file",
    "ObjectWriter": "tigris_http.transfers.files.writer",
    "Opening": "tigris_http._client.results",
    "Pages": "tigris_http._client.results",
    "PresignedPost": "tigris_http._core.presigning.presigned",
}
"""Names in the types of results that no operation's module imports, and their modules."""


class Method:
    """A client method until its first use; then a plain function takes its place in the class.

    The action's class is loaded only then: a hundred dataclasses cost more than the rest of a client's start.
    """

    def __init__(self, name: str, action: str, home: ModuleType = ops) -> None:
        self._name, self._action, self._home = name, action, home

    @property
    def action(self) -> type:
        kind: type = getattr(self._home, self._action)
        return kind

    def __get__(self, client: object, owner: type) -> Callable[..., Any]:
        home = next(kind for kind in owner.__mro__ if "send" in vars(kind))
        function = _function(self._name, self.action, home)
        setattr(home, self._name, function)
        bound: Callable[..., Any] = getattr(owner if client is None else client, self._name)
        return bound


def _function(name: str, action: type, home: type) -> Callable[..., Any]:
    def method(self: object, /, *args: object, **kwargs: object) -> object:
        try:
            operation = action(*args, **kwargs)
        except TypeError:
            check_call(method, self, args, kwargs)
            raise
        return getattr(self, action.SENT_BY)(operation)  # type: ignore[attr-defined]

    shown = signature(action, is_async=inspect.iscoroutinefunction(home.send))  # type: ignore[attr-defined]
    # Its globals resolve its annotations, for `typing.get_type_hints`.
    method = FunctionType(method.__code__, _names_for(action, shown.return_annotation), name, None, method.__closure__)
    method.__qualname__, method.__module__ = f"{home.__qualname__}.{name}", home.__module__
    method.__doc__ = described(action)
    method.__signature__ = shown  # type: ignore[attr-defined]
    method.__annotations__ = {each.name: each.annotation for each in list(shown.parameters.values())[1:]}
    method.__annotations__["return"] = shown.return_annotation
    return method


def _names_for(action: type, returned: str) -> dict[str, object]:
    found: dict[str, object] = {"check_call": check_call}
    for kind in reversed(action.__mro__):
        if is_dataclass(kind):
            found |= vars(sys.modules[kind.__module__])
    words = set(re.findall(r"\w+", returned)) & RESULTS.keys()
    return found | {word: getattr(import_module(RESULTS[word]), word) for word in words}


def check_call(method: Callable[..., Any], client: object, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
    """Raise a `TypeError` that names the method, and the right call, if the arguments do not fit its signature."""
    shown, name = inspect.signature(method), method.__name__
    own = list(shown.parameters.values())[1:]
    unknown = [each for each in kwargs if each not in shown.parameters]
    if unknown:
        from tigris_http._client.help import other_names

        instead = other_names.for_arguments(name, unknown, [each.name for each in own])
        raise TypeError(f"{name}() got an unexpected keyword argument {unknown[0]!r}{instead}") from None
    try:
        shown.bind(client, *args, **kwargs)
    except TypeError as error:
        problem = str(error)
    else:
        return
    by_position = [each for each in own if each.kind is each.POSITIONAL_OR_KEYWORD]
    if len(args) > len(by_position):
        allowed = ", ".join(_SHOWN.get(each.name, each.name) for each in by_position)
        instead = f": pass all but {allowed} by name" if allowed else ""
        raise TypeError(f"{name}() {problem}{instead}") from None
    required = ", ".join(each.name for each in own if each.default is each.empty)
    called = type(client).__name__ if name == "__init__" else name
    raise TypeError(f"{name}() {problem}; write {called}({required})") from None


_SHOWN = {"operation": "an operation such as GetObject(bucket, key)"}


def checks_its_call(function: FunctionT) -> FunctionT:
    """Let a method of several arguments name the right ones in its errors, as the methods of operations do."""

    @wraps(function)
    def checked(self: object, /, *args: object, **kwargs: object) -> object:
        try:
            return function(self, *args, **kwargs)
        except TypeError:
            check_call(function, self, args, kwargs)
            raise

    return cast("FunctionT", checked)


def signature(action: type, *, is_async: bool) -> inspect.Signature:
    found = inspect.signature(action)
    own = [each for each in found.parameters.values() if each.name not in OF_EVERY_CALL]
    common = [found.parameters[each] for each in OF_EVERY_CALL if each in found.parameters]
    client = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return found.replace(parameters=[client, *own, *common], return_annotation=returns(action, is_async=is_async))


def returns(action: type, *, is_async: bool) -> str:
    shown: tuple[str, str] | None = vars(action).get("RETURNS")
    if shown is not None:
        return shown[is_async]
    types = [_shown(each) for each in get_args(action.__orig_bases__[0])]  # type: ignore[attr-defined]
    if issubclass(action, PagedOperation):
        return f"{'Async' if is_async else ''}Pages[{', '.join(types)}]"
    if issubclass(action, StreamOperation):
        return f"Opening[{types[1]}]" if is_async else types[0]
    return f"Coroutine[Any, Any, {types[0]}]" if is_async else types[0]


def _shown(kind: object) -> str:
    if kind is type(None):
        return "None"
    if isinstance(kind, ForwardRef):
        return str(kind.__forward_arg__)
    text = kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)
    return re.sub(r"[\w.]+\.(\w+)", r"\1", text)


class Methods:
    """The methods that send one action each."""

    def __dir__(self) -> Iterable[str]:
        # Consoles ask for the names first, then look into the class without calling descriptors.
        for name in vars(Methods):
            getattr(type(self), name)
        return super().__dir__()

    def __getattr__(self, name: str) -> object:
        kind = type(self)
        problem = f"{kind.__name__!r} object has no attribute {name!r}"
        # Libraries ask for private names that may be missing, to copy or to show an object.
        if name.startswith("_"):
            raise AttributeError(problem)
        from tigris_http._client.help import other_names

        raise AttributeError(problem + other_names.for_method(name, [each for each in dir(kind) if each[0] != "_"]))


_OTHER_NAMES = {"get_bucket_info": "HeadBucket", "presigned_post": "PostForm"}


def _names(actions: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    every = (action for family in actions.values() for action in family)
    return {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", action).lower(): action for action in every}


for _name, _action in (_names(ACTIONS) | _OTHER_NAMES).items():
    setattr(Methods, _name, Method(_name, _action))
for _name, _action in _names(TRANSFERS).items():
    setattr(Methods, _name, Method(_name, _action, transfers))
