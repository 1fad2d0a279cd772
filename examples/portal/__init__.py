"""A portal that embeds `afas`: Django, a database, and no rule of its own."""
