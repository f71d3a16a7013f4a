# What an update brings, a line a record: the values a new version drops and brings, nothing for what stayed.
cat >one.jsonl <<'END'
{"_id":"a","title":"Melanoma","abstract":"Old words.","keywords":["il-2","skin"]}
{"_id":"b","title":"Lymphoma","abstract":"It stays."}
END
cat >two.jsonl <<'END'
{"_id":"a","title":"Melanoma of the eye","abstract":"New words.","keywords":["skin","eye"]}
{"_id":"b","title":"Lymphoma","abstract":"It stays."}
{"_id":"c","title":"Sarcoma"}
{"_id":"c","title":"Sarcoma, corrected before it was ever kept"}
END
indexer add -q -d index --notices new.jsonl one.jsonl >/dev/null; echo "exit $?"
cat new.jsonl
indexer add -q -d index --notices changed.jsonl two.jsonl >/dev/null; echo "exit $?"
cat changed.jsonl
indexer add -q -d index --notices /dev/full one.jsonl >/dev/null; echo "exit $?"
indexer add -q -d index --notices missing/list.jsonl one.jsonl; echo "exit $?"
searcher -d index -f ids 'indexed:2000-01-01.. updates:1'
