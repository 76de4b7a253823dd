"""The endpoints, one blueprint a resource."""
