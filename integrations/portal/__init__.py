"""The national public service portal (Cổng Dịch vụ công Quốc gia): take in dossiers, tell status and results."""
