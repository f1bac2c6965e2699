"""What tests and measurements share, and scripts of the Makefile; not part of the product."""
