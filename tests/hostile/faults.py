"""All faults by name: importing the modules that define them fills the table."""

from __future__ import annotations

from . import faults_of_bodies, faults_of_heads
from .fault import FAULTS

__all__ = ["FAULTS", "faults_of_bodies", "faults_of_heads"]
