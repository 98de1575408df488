"""What citizens may ask of their data: to see it, to take it along, to have it erased."""
