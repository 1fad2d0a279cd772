"""Histories drawn at random, played on a model and on `afas`."""
