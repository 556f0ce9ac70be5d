class Callback:
    size: int | None
    value: int
    def __init__(self) -> None: ...

DEFAULT_CALLBACK: Callback
