"""The rules over again, each with its source; nothing here imports `afas`."""
