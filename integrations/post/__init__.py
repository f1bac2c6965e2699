"""The public post (bưu chính công ích): book a shipment, follow it, learn whether it arrived."""
