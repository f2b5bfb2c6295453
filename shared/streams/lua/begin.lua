-- BEGIN: this worker starts to enrich an entry that was delivered to it.
-- KEYS: 1 raw stream, 2 attempts key. ARGV: 1 group, 2 consumer, 3 entry id, 4 TTL of the count in seconds.
-- Answers how often it has been begun, this time included, or 0 where the entry is not this consumer's (any more).
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2])
if #pending == 0 then
  return 0
end
-- The write that a full server refuses comes first: it would refuse the event too, so no attempt is to count.
local attempts = redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
-- Its idle time counts from here: what merely waited in a batch is not yet late.
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
return attempts
