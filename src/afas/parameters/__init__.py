"""Dated, sourced figures (*barèmes*): what a rate or a ceiling was, and which ones hold on a day."""

from afas.parameters._parameter import (
    READ,
    Pack,
    Parameter,
    ParameterValue,
    Policy,
    Scale,
    Supplied,
    UntiledParameter,
)
from afas.parameters._scale import (
    BY_CALLER,
    FOR_SHOW,
    NO_VALUE,
    REPLACES_SOURCED,
    UNKNOWN_PARAMETER,
    NoValueAt,
    illustrative,
    no_value,
    read_figure,
    scale,
    supply,
)

__all__ = [
    "BY_CALLER",
    "FOR_SHOW",
    "NO_VALUE",
    "READ",
    "REPLACES_SOURCED",
    "UNKNOWN_PARAMETER",
    "NoValueAt",
    "Pack",
    "Parameter",
    "ParameterValue",
    "Policy",
    "Scale",
    "Supplied",
    "UntiledParameter",
    "illustrative",
    "no_value",
    "read_figure",
    "scale",
    "supply",
]
