from typing import Any

from ray import cloudpickle as cloudpickle
from ray import data as data

def __getattr__(name: str) -> Any: ...
