"""HuggingFace datasets reads and writes through `tigris_http.fsspec`."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported
