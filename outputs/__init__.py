"""Papers a dossier gives rise to: laid out as PDF/A-3 from templates, signed, and checked afterwards.

Takes plain data and gives bytes; knows nothing of procedures, dossiers' lives or where documents are kept.
"""
