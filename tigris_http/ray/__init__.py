"""Objects as a Ray dataset, and a dataset written as objects. Extra: `pip install 'tigris-http[ray]'`.

```python
from tigris_http.ray import read_objects

dataset = read_objects("atlas", prefix="maps/")
print(dataset.map(lambda row: {"size": len(row["bytes"])}).sum("size"))
```

datasource  `read_objects` and its `BundleDatasource`
datasink    `write_objects` and its `ObjectDatasink`

A task reads about 128 MiB through a bundle. Each worker process has one client. Its credentials come from the
environment of the worker, or from a function in `ClientOptions`. `README.md` has the rest.
"""

from tigris_http._readers.client_options import ClientOptions
from tigris_http._readers.uploads import Written

try:
    from tigris_http.ray.datasink import ObjectDatasink, write_objects
    from tigris_http.ray.datasource import BundleDatasource, read_objects
except ModuleNotFoundError as missing:
    if missing.name is not None and missing.name.startswith("tigris_http"):
        raise
    # Ray alone lacks the parts of Ray Data, such as pyarrow.
    raise ImportError(f"tigris_http.ray needs {missing.name}: pip install 'tigris-http[ray]'") from missing

__all__ = ["BundleDatasource", "ClientOptions", "ObjectDatasink", "Written", "read_objects", "write_objects"]
