"""Search: words and fields in one line, best answers first (UX-03)."""
