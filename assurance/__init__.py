"""Independent models of the rules, and what compares them with `afas` on random histories.

`models/` says the rules over again, slowly and shortly, from the documents they come from; it imports nothing of `afas`.
`against/` draws histories at random, plays each on a model and on `afas`, and tells where the two part.
`hostile/` makes documents that mean harm, and uses whatever is read from them.
"""
