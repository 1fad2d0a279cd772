"""Bulk estimates on tables, scenarios, and synthetic populations (extra: numpy and narwhals)."""
