"""How what is shipped as data was made from public data; no part of the product."""
