-- BEGIN, for several entries at once, of those that nobody has begun yet.
-- KEYS: 1 raw stream, then the attempts key of each entry.
-- ARGV: 1 group, 2 consumer, 3 TTL of the counts in seconds, then the ids of the entries.
-- Answers for each entry 1: begun now; 2: begun before, so it must be begun alone; 0: not this consumer's (any more).
local answers = {}
for i = 4, #ARGV do
  local attempts = KEYS[i - 2]
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) == 0 then
    answers[i - 3] = 0
  elseif redis.call('EXISTS', attempts) == 1 then
    answers[i - 3] = 2
  else
    -- As in BEGIN: the write that a full server refuses comes first.
    redis.call('SET', attempts, 1, 'EX', ARGV[3])
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    answers[i - 3] = 1
  end
end
return answers
