"""Rules and conditions, as plain values.

conditions, ranges    conditional requests, ranges
checksums             digests of bodies
tagging, fields       tag sets, JSON fields
cors                  CORS rules
lifecycle, tiers      lifecycle rules, storage classes
notifications         webhooks
migration             the migration source of a bucket
query_language        filters of notifications and listings
"""
