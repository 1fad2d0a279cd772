"""A view reads what is stored, asks `afas`, and shows the answer."""
