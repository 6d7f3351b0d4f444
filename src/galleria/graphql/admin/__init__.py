"""What staff read and change, behind ``Query.admin`` and in mutations of their own."""
