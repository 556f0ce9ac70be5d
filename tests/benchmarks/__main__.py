"""All benchmarks, one table after the other: `python -m tests.benchmarks`."""

from tests.benchmarks import bench_body, bench_bundle, bench_get, bench_many, bench_signing, bench_start, bench_tar

for bench in (bench_start, bench_get, bench_body, bench_signing, bench_tar, bench_bundle, bench_many):
    bench.main()
    print(flush=True)
