"""Protocol files: YAML text with positions, its shape, and the regimen it means."""
