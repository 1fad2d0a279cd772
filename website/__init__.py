"""The pages of the site that are made from the code, and what the site needs to run and to be checked.

`python -m website.write` writes the pages of reference in both languages; a test compares them with what is kept.
"""
