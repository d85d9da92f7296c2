"""What the playground does that is not visible: small objects, to which the screen leads its keys."""
