"""What is known of models by their names, kept by hand."""
