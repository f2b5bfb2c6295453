-- COMMIT and REJECT: publish the outcome of an entry and acknowledge it, in one step.
-- KEYS: 1 raw stream, 2 stream of outcomes, 3 attempts key, 4 what is remembered of the article.
-- ARGV: 1 group, 2 entry id, 3 revision, then the outcome's fields and values.
-- Answers 1, or 0 where nothing was published: the entry is not pending any more (the pending entry is the fencing
-- token), or this revision has had its outcome by another entry (a group made again from the start reads all anew).
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then
  return 0
end
local settled = redis.call('HGET', KEYS[4], 'settled')
local before = settled and tonumber(settled) >= tonumber(ARGV[3])
if not before then
  -- Lua does not roll back: were the entry acknowledged first, a failing XADD (out of memory) would lose it.
  redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
  -- Only where it is remembered at all, for a key made here would have no TTL.
  if redis.call('EXISTS', KEYS[4]) == 1 then
    redis.call('HSET', KEYS[4], 'settled', ARGV[3])
  end
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[3])
return before and 0 or 1
