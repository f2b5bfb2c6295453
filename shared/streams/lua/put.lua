-- PUT: an article onto the stream of raw articles, once for each id and revision.
-- KEYS: 1 raw stream, 2 what is remembered of the article.
-- ARGV: 1 TTL in seconds, 2 revision, 3 source, 4 traceparent, then the entry's fields and values.
-- Answers {1, entry id}, or {0, entry id, source, traceparent} of the drop that brought this revision or a later one.
local first = redis.call('HMGET', KEYS[2], 'revision', 'entry', 'source', 'traceparent')
if first[1] and tonumber(first[1]) >= tonumber(ARGV[2]) then
  return {0, first[2], first[3], first[4]}
end
-- Lua does not roll back: XADD first, so that a failing XADD (out of memory) leaves no trace and the file stays.
local entry = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 5))
redis.call('HSET', KEYS[2], 'revision', ARGV[2], 'entry', entry, 'source', ARGV[3], 'traceparent', ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[1])
return {1, entry}
