"""One object at a time: the actions that move or look at it.

upload       `UploadFile`
download     `DownloadFile`
copy         `CopyFile`
ranges       `GetRanges`
existence    `Exists`, `WaitUntilExists`
"""
