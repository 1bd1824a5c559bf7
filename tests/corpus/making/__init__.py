"""The programs that wrote the corpus, a module per kind of trouble."""
