"""The application's name."""

from django.apps import AppConfig


class Portal(AppConfig):
    """Its tables begin with `portal_`."""

    name = "examples.portal"
    label = "portal"
