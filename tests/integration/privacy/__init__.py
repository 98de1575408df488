"""What citizens see of their data, take along, and have erased."""
