"""Official documents and figure exports from plain dataclasses.

No models, no request, no clock: what is printed is what is passed in, and the same
content gives the same bytes (of `write_docx`), so an issued paper can be compared by hash.

tables    Column, Row, Table: one table for the Word annex, the Excel sheet and the CSV file.
official  OfficialPaper with Heading, Paragraph and Table blocks, Signature, AnnexTable;
          write_docx(paper) -> bytes, laid out by Decree 30/2020/NĐ-CP, Annex I.
sheets    Sheet; write_xlsx(sheets) -> bytes; write_csv(table) -> bytes.

Text may hold anything: what XML cannot carry is dropped, the rest is escaped.
"""
