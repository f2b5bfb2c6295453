-- COMMIT and REJECT: publish the outcome of an entry and acknowledge it, in one step.
-- KEYS: 1 raw stream, 2 stream of outcomes, 3 attempts key. ARGV: 1 group, 2 entry id, then the outcome's fields.
-- Answers 1, or 0 where the entry is not pending any more: the pending entry is the fencing token.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if #pending == 0 then
  return 0
end
-- Lua does not roll back: were the entry acknowledged first, a failing XADD (out of memory) would lose it.
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[3])
return 1
