"""Help and what the law asks every portal to say."""
