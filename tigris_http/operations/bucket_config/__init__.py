"""Settings of a bucket.

bucket_metadata    all settings, read
bucket_updates     settings, changed
bucket_settings    settings that have parts
bucket_controls    ownership, acceleration, encryption
bucket_facts       location, policy status, request payment, notifications
cors
lifecycle
"""
