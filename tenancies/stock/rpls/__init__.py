"""A landlord's stock, read from its own RPLS file or from the open data of the register: docs/rpls-import.md."""
