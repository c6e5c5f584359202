"""What financiers ask, as data: packs of rules in YAML, sixteen kinds of rule coded once, and verdicts that say because of which entries.

A pack is read with file and line (reading.py), held against its form (pack.py), and judged on facts that are views of the book
(judging.py). Nothing in a pack executes: its arithmetic is that of the kinds, in Decimal.
"""
