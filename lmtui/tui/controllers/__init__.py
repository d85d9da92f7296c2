"""Controllers: objects that do what a key asks for and draw nothing. The screen leads keys to them."""
