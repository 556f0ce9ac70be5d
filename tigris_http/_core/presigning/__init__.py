"""Presigned URLs and forms.

presign     sign them
presigned   the results
"""
