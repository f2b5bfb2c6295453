-- REQUEUE: a dead letter's article back onto the stream of raw articles, in one step.
-- KEYS: 1 stream of dead letters, 2 raw stream, 3 what is remembered of the article.
-- ARGV: 1 id of the dead letter's entry, 2 revision, then the raw entry's fields and values.
-- Answers 1, or 0 where the dead letter is gone.
if #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 0 then
  return 0
end
-- Lua does not roll back: the article is added before its letter goes.
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
redis.call('XDEL', KEYS[1], ARGV[1])
-- The dead letter was the outcome of this revision; it is to have another.
if redis.call('HGET', KEYS[3], 'settled') == ARGV[2] then
  redis.call('HSET', KEYS[3], 'settled', string.format('%.0f', ARGV[2] - 1))
end
return 1
