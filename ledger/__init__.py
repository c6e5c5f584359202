"""Topsheet's ledger: the book of a production, and every question that can be asked of it."""
