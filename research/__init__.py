"""How the models that Sohoa carries were learnt; nothing of the product imports it (README.md)."""
