"""What templates see: frozen values, complete before rendering begins."""
