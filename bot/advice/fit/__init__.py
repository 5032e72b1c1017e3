"""The fit assessment: scoring, the choice of questions, the run, and its conversation."""
