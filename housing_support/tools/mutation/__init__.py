"""Do the tests notice a fault? Some are drawn and set one at a time in a copy of the checkout: `docs/mutation.md`."""
