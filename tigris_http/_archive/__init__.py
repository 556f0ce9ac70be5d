"""Tar and decompression. Pure: bytes go in, members or plain bytes come out.

tar           the reader: fill its buffer, get members as slices of it
tar_header    one header block: checksum, numbers, names, pax records
tar_events    the values that the reader returns
tar_walk      walks the headers of an archive, to know that it is whole
arena         receive memory that is reused once no view of it is alive
buffers       memory that grows with the bytes that arrive, not with an announced size
decompress    streaming gzip and zstd
zstd          zstd frames, and the import of a decompressor
"""
