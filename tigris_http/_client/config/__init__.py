"""A client's settings and their sources.

config                the settings as frozen data; the state that a client's views share
precedence            the order of the sources, and the error that lists them
environment           the look-up of `from_env` and `from_profile`
profile_files         the credentials and config files of AWS tools, parsed
profile_provider      reads those files and runs `credential_process`
credential_process    splits the command, parses its output
process_output        runs a process within a time limit
"""
