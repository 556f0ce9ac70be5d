"""Commands about buckets.

settings     bucket
snapshots    snapshot
forks        fork
undeleting   undelete
"""
