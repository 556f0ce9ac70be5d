"""Many objects at a time: directories up and down, prefixes within the service, and their states compared.

results      `TreeItem`, `TreeResult`
"""
