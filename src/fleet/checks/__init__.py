"""Warnings over a library that loads: nothing in it is wrong, and something in it will not work as well as it could."""

from fleet.checks.checking import check

__all__ = ["check"]
