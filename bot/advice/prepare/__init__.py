"""The checklist behind /prepare, and nudges to go on with it."""
