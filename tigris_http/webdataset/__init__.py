"""webdataset on a bucket: shards at `t3://` URLs, and samples without shards. Needs the extra `webdataset`.

    import webdataset as wds
    from tigris_http import TigrisHTTP
    from tigris_http.webdataset import register, samples

    register()      # with the settings of the environment, or with a client
    with wds.ShardWriter("t3://datasets/cats/%04d.tar", maxcount=1000) as shards:
        for number in range(2500):
            shards.write({"__key__": f"{number:06}", "jpg": b"...", "cls": number % 10})
    for sample in wds.WebDataset("t3://datasets/cats/{0000..0002}.tar", shardshuffle=False):
        print(sample["__key__"], len(sample["jpg"]), sample["cls"])

    # Without shards: objects such as `cats/000001.jpg` and `cats/000001.cls`, read by bundles.
    client = TigrisHTTP.from_env()
    for sample in wds.DataPipeline(lambda: samples(client, "datasets", prefix="cats/"), wds.shuffle(1000)):
        print(sample["__key__"], sorted(sample))

A shard that breaks off is resumed. `t3://bucket@snapshot/key` reads the bucket as it was at that snapshot. Keys are
opaque: nothing in them is decoded.

A forked worker has the handler of its parent, and connections of its own. A spawned one has no handler: give
`DataLoader` a `worker_init_fn` that calls `register`.

Modules:

    shards      `register`: the handler of URLs
    samples     `samples`: objects grouped into samples
"""

from tigris_http.webdataset.samples import Sample, samples
from tigris_http.webdataset.shards import register

__all__ = ["Sample", "register", "samples"]
