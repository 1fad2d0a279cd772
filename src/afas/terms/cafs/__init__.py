"""Terms of payment as the Cafs publish them: one file for terms, found by itself; `terms.get` reads them.

Each file has `CAFS` (the numbers of the Cafs that share these terms, which are written once), `YEAR` (None where the
source has none) and `TERMS`. What a source leaves open stays `UNSPECIFIED`.
"""
