"""Measures the matcher on labelled rows, with its peers beside it in the same run."""
