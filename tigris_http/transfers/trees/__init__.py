"""Many objects at a time: directories up and down, prefixes within the service, and their states compared.

upload       `UploadTree`
download     `DownloadTree`
copies       `CopyPrefix`, `MovePrefix`, `RestorePrefix`
deletions    `DeletePrefix`, `UndeletePrefix`
diff         `Diff`
several      transfers that are named one by one
results      `TreeItem`, `TreeResult`, `TreeError`
"""
