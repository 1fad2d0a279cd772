"""Synthetic tables: invented but plausible activities, declarations and persons; the same rows anywhere."""

from afas.simulation.synthetic._people import People, people
from afas.simulation.synthetic._population import population, population_blocks

__all__ = ["People", "people", "population", "population_blocks"]
