"""Documents that mean harm: made at random, kept in `assurance/corpus`, read, and whatever is read is used."""
