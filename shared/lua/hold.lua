-- HOLD: a worker still has an entry in hand.
-- KEYS: 1 raw stream. ARGV: 1 group, 2 consumer, 3 entry id.
-- Answers 1 and lets its idle time begin anew, or 0 where the entry is not this consumer's any more.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2])
if #pending == 0 then
  return 0
end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
return 1
