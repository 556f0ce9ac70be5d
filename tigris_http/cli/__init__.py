"""The command line `tigris-http`. Thin: a command is a call of the library, and a way to show its result.

main         the program: one run, exit codes, Ctrl-C
table        the commands as data: names, help, examples, arguments
arguments    parsers and help, made from the table
commands     the functions of the commands; a module is loaded when one of its commands is used
session      the state of one run: settings, output, one client for all commands
uris         the sides of a command: path, standard stream, place in a bucket
values       sizes, durations, moments and the like, as people write them
output       lines for people, objects for `--json`
records      the kinds of objects that `--json` prints
progress     the progress line
failures     exit codes, and errors in one line
versions     the version, and what a report of a problem needs
manual       README.md of this folder, made from the table and the records
"""
