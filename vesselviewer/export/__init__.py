"""What leaves the application as a file or by the clipboard: tables."""

from vesselviewer.export.tables import TABLE_FORMATS, Table, encode_table, table_html, table_tsv

__all__ = ["TABLE_FORMATS", "Table", "encode_table", "table_html", "table_tsv"]
