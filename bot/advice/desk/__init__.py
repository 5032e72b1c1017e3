"""The pay desk: the year's cash, a reader's offer against the ranges, and what a grant is worth."""
