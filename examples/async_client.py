"""The async client: the same methods, awaited; many requests at once in one thread."""

import asyncio
import secrets

from _emulator import emulator_if_no_credentials

from tigris_http import AsyncTigrisHTTP


async def main() -> None:
    bucket = f"async-{secrets.token_hex(6)}"
    async with AsyncTigrisHTTP.from_env() as client:
        await client.create_bucket(bucket, snapshot_enabled=True)
        await asyncio.gather(*(client.put_object(bucket, f"{n:02}.txt", b"%d" % n) for n in range(50)))
        snapshot = await client.create_snapshot(bucket, "fifty")
        await client.delete_objects(bucket, [entry.key async for entry in client.list_objects_v2(bucket)])

        async with client.get_object(bucket, "07.txt", snapshot_version=snapshot.version) as body:
            print("07.txt at the snapshot:", (await body.read()).decode())

        await client.create_fork(f"{bucket}-fork", bucket, snapshot.version)
        keys = (entry.key async for entry in client.list_objects_v2(f"{bucket}-fork"))
        async with client.bundle_objects(f"{bucket}-fork", keys, on_skipped="raise") as bundle:
            total = sum([int(member.data.tobytes()) async for member in bundle])
        print(f"{bundle.stats.delivered} objects in one stream, sum {total}")

        for name in (f"{bucket}-fork", bucket):
            await client.delete_bucket(name, force=True)


if __name__ == "__main__":
    with emulator_if_no_credentials():
        asyncio.run(main())
