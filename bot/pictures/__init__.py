"""Pictures drawn from plain figures, as PNG."""
