"""Every operation by itself: what it sends, what it refuses, how it reads an answer."""
