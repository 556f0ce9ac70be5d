"""The data of an emulator.

store                    the database: tables, lock, transactions
catalog                  buckets, snapshots, forks
versions, rows           objects and their versions
walk                     keys in order, through the levels of a fork, as of a moment
later_changes            tags, ACLs and restores: changes without a new version
soft_deleted             deleted versions within their retention
uploads                  multipart uploads
blobs                    the bytes
folder                   the directory of the data: permissions, holder, a full disk
settings                 the settings of a bucket
clock                    one strictly increasing clock
"""
