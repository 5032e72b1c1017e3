"""The mock interview behind /practice: a case, a clock, and a check by oneself afterwards."""
