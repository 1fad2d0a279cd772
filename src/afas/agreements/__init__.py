"""Agreements (*conventions*): the prerequisites of a person, and the figures that the Caf gives an activity."""

from afas.agreements._given import Given, GivenFigures, given_figures
from afas.agreements._prerequisites import FixedBy, Missing, Prerequisite, missing_prerequisites

__all__ = [
    "FixedBy",
    "Given",
    "GivenFigures",
    "Missing",
    "Prerequisite",
    "given_figures",
    "missing_prerequisites",
]
