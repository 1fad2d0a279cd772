"""The version of the library, and so of its rules."""

__all__ = ["__version__"]

__version__ = "26.1.0"
