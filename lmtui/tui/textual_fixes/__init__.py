"""Where the program reaches into Textual and rich: one function for each private name, one test for each function."""
