/** Full-text search over the words of all messages; triggers keep it in step with `part`. */
export const fullTextSearch = `
CREATE VIRTUAL TABLE part_text USING fts5 (
  text, content = 'part', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO part_text (rowid, text) SELECT id, text FROM part WHERE kind = 'text';

CREATE TRIGGER part_text_insert AFTER INSERT ON part WHEN new.kind = 'text' BEGIN
  INSERT INTO part_text (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER part_text_delete AFTER DELETE ON part WHEN old.kind = 'text' BEGIN
  INSERT INTO part_text (part_text, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER part_text_update AFTER UPDATE OF text ON part WHEN old.kind = 'text' BEGIN
  INSERT INTO part_text (part_text, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO part_text (rowid, text) VALUES (new.id, new.text);
END;
`;
