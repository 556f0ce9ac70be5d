"""One object at a time: the actions that move or look at it.

upload       `UploadFile`
download     `DownloadFile`
copy         `CopyFile`
writing      `WriteObject`
writer       `ObjectWriter`, `AsyncObjectWriter`
ranges       `GetRanges`
existence    `Exists`, `WaitUntilExists`
"""
