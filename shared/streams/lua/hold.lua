-- HOLD: a worker still has entries in hand.
-- KEYS: 1 raw stream. ARGV: 1 group, 2 consumer, then the ids of the entries.
-- Lets the idle time of each begin anew; answers how many still are this consumer's.
local held = 0
for i = 3, #ARGV do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) == 1 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    held = held + 1
  end
end
return held
