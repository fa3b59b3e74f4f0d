"""Where documents come from by themselves, again and again."""
