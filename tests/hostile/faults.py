"""All faults by their names: importing the rooms they are told in puts them into the table."""

from __future__ import annotations

from . import faults_of_bodies, faults_of_heads
from .fault import FAULTS

__all__ = ["FAULTS", "faults_of_bodies", "faults_of_heads"]
