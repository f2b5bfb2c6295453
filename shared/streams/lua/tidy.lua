-- Removes consumers that hold nothing and have been silent for long: dead workers leave their names behind.
-- KEYS: 1 raw stream. ARGV: 1 group, 2 least idle time in milliseconds.
-- Answers how many were removed. Deleting a consumer drops what is pending for it, so only an empty one may go.
local removed = 0
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local fields = {}
  for i = 1, #consumer, 2 do
    fields[consumer[i]] = consumer[i + 1]
  end
  if fields['pending'] == 0 and fields['idle'] >= tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], fields['name'])
    removed = removed + 1
  end
end
return removed
