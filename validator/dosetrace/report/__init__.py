"""What the commands print, one file for each form."""
