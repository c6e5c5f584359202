"""Foreign formats, one file for each. What is read here is data: nothing is recorded from a file that has a single bad row."""
