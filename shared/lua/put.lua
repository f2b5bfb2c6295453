-- PUT: an article onto the stream of raw articles, once for each id.
-- KEYS: 1 raw stream, 2 seen key. ARGV: 1 TTL in seconds, 2 what to remember, then the entry's fields and values.
-- Answers {1, entry id}, or {0, entry id of the first, a space, what was remembered} where the id was seen before.
local seen = redis.call('GET', KEYS[2])
if seen then
  return {0, seen}
end
-- Lua does not roll back: XADD first, so that a failing XADD (out of memory) leaves no trace and the file stays.
local entry = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 3))
redis.call('SET', KEYS[2], entry .. ' ' .. ARGV[2], 'EX', ARGV[1])
return {1, entry}
