"""Build sheets: what an order-set builder types from, written, read back and compared."""
