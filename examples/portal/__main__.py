"""`python -m examples.portal COMMAND`: Django's commands, and those of `management/commands`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.portal.settings")
    execute_from_command_line(sys.argv)
