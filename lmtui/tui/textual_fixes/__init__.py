"""What touches private names of Textual and rich: one function for each, with a test that fails when it changes."""
