"""Tar and decompression. Pure: bytes go in, members or plain bytes come out.

tar           the reader: fill its buffer, get members as slices of it
tar_header    one header block: checksum, numbers, names, pax records
tar_events    the values that the reader returns
tar_walk      a check that an archive is whole
arena         receive buffers that are reused once no view of them is alive
buffers       buffers that grow with the bytes that arrive, not with an announced size
decompress    streaming gzip and zstd
zstd          zstd frames, and the import of a decompressor
"""
