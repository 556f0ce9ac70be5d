"""The part that both traced clients share: the three kinds of view."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, cast

from opentelemetry import context as _context
from opentelemetry import trace

from tigris_http._annotations import Self
from tigris_http.otel._recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from opentelemetry.context import Context

    from tigris_http._core.messages import CallContext
    from tigris_http.operations._base import Action
    from tigris_http.otel._telemetry import Telemetry


ClientT = TypeVar("ClientT")
_OURS: Final = ("_telemetry", "_recorder", "_parent", "_origin")


class Traced:
    again: ClassVar[Callable[[Any, bool], object]]
    """Instruments an unpickled client."""
    _plan: CallContext
    _telemetry: Telemetry
    _recorder: Recorder | None = None
    """The call whose requests this view sends."""
    _parent: Recorder | None = None
    """The action whose calls this view begins."""
    _origin: Context | None = None
    """The context of calls that begin where there is no span, such as a thread that reads ahead."""

    traced: ClassVar[Callable[[Any, Telemetry], Any]]
    """Returns a view of a client that is traced by this telemetry."""

    def traced_alike(self, client: ClientT) -> ClientT:
        """Return a view of a client of the same service that is traced as this one."""
        view: ClientT = type(self).traced(client, self._telemetry)
        return view

    def _changed(self, **changes: object) -> Self:
        view: Self = object.__new__(type(self))
        vars(view).update(vars(self), **changes)
        return view

    def _new(self, operation: Action, *, requests: bool = True) -> Recorder:
        return Recorder(self._telemetry, operation, requests=requests)

    def _context(self) -> Context | None:
        """Return the context in which a call begins; None for the current one."""
        if self._parent is not None:
            return self._parent.context
        if self._origin is None or trace.get_current_span().get_span_context().is_valid:
            return None
        return self._origin

    def _enter(self, recorder: Recorder) -> object:
        return recorder.enter(self._context())

    @contextmanager
    def _entered(self, recorder: Recorder) -> Generator[None, None, None]:
        """Begin the span, which is the current one inside. An error ends it."""
        token = self._enter(recorder)
        try:
            yield
        except BaseException as error:
            recorder.leave(token, error)
            raise
        recorder.leave(token)

    def _begin_once(self, recorder: Recorder) -> Callable[[], object]:
        """Return a function that begins the span at its first call, in the context of now if there is no other."""
        here = self._context() or _context.get_current()

        def begin() -> None:
            if not recorder.is_begun:
                recorder.begin(self._context() or _chosen(here))

        return begin

    def _reported(self, recorder: Recorder) -> CallContext:
        return self._plan._replace(watch=recorder.watching(self._plan.watch))

    def _below(self, recorder: Recorder) -> Self:
        """Return a view for the calls of an action."""
        return self._changed(_parent=recorder)

    def __reduce__(self) -> tuple[object, ...]:
        if self._telemetry.has_providers:
            raise TypeError(
                "a client that was instrumented with providers cannot be pickled: instrument it without them, and set "
                "the global ones in each process"
            )
        return type(self).again, (self.untraced(), self._telemetry.record_keys)

    def untraced(self) -> object:
        """Return a view of the client that was instrumented."""
        kind = next(kind for kind in cast("list[type[object]]", type(self).__mro__) if not issubclass(kind, Traced))
        view = object.__new__(kind)
        held = cast("dict[str, object]", vars(view))
        held.update({name: value for name, value in vars(self).items() if name not in _OURS})
        return view


def _chosen(here: Context) -> Context | None:
    return None if trace.get_current_span().get_span_context().is_valid else here
