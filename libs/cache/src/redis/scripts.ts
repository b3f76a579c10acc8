import { anyLease, maxPatternSteps } from '../shared-store.ts';

/**
 * A payload lies behind the moment when it expires, in milliseconds of the server's clock and 13 digits wide (until the
 * year 2286). With it, TIME tells how long each of many values stays, where PTTL has to be asked for each.
 */
export const expiryDigits = 13;

/** Stores a payload under the value's key. */
const put = (payload: string, ttl: string) => `
  local now = redis.call('TIME')
  local expiry = now[1] * 1000 + math.floor(now[2] / 1000) + ${ttl}
  redis.call('SET', KEYS[1], string.format('%0${expiryDigits}.0f', expiry) .. ${payload}, 'PX', ${ttl})`;

/** KEYS: stamps. ARGV: new stamp, its life. Answers the stamps. */
export const stampScript = `
local stamps = redis.call('MGET', unpack(KEYS))
for i, key in ipairs(KEYS) do
  stamps[i] = stamps[i] or ARGV[1]
  redis.call('SET', key, stamps[i], 'PX', ARGV[2])
end
return stamps`;

/** KEYS: value, lease. ARGV: header of a current payload or '', token, life of the lease, token to displace or ''. */
export const leaseScript = `
local held = redis.pcall('GET', KEYS[1])
local isCurrent = ARGV[1] ~= '' and type(held) == 'string'
  and string.sub(held, ${expiryDigits + 1}, ${expiryDigits} + #ARGV[1]) == ARGV[1]
if isCurrent then return { string.sub(held, ${expiryDigits + 1}), redis.call('PTTL', KEYS[1]) } end
local holder = redis.pcall('GET', KEYS[2])
local isFree = type(holder) ~= 'string' or holder == ARGV[4] or ARGV[4] == '${anyLease}'
if not isFree then return { holder } end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return { ARGV[2] }`;

/** KEYS: value, lease. ARGV: token, payload, its life. Answers 1 when it was stored. */
export const fillScript = `
if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])${put('ARGV[2]', 'tonumber(ARGV[3])')}
return 1`;

/** As {@link fillScript}; where the lease is gone, removes what lies there. */
export const writeScript = `
if redis.pcall('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])${put('ARGV[2]', 'tonumber(ARGV[3])')}
else redis.call('DEL', KEYS[1], KEYS[2]) end`;

/** KEYS: lease. ARGV: token. */
export const releaseScript = `
if redis.pcall('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** KEYS: value, lease. ARGV: how long the value may stay. */
export const expireScript = `
redis.call('DEL', KEYS[2])
local held = redis.pcall('GET', KEYS[1])
local grace = tonumber(ARGV[1])
if type(held) ~= 'string' or grace < 1 then
  redis.call('DEL', KEYS[1])
elseif redis.call('PTTL', KEYS[1]) > grace then${put(`string.sub(held, ${expiryDigits + 1})`, 'grace')}
end`;

/**
 * KEYS: log, a stamp with its steps for each list of patterns, stamps. ARGV: stamp of the entry, life of stamps, length
 * of the log, origin, names, how many of the last stamps are given that of the entry itself, lists of patterns. The
 * other stamps are new in each run, as `stampOfRun` and `stepOfRun` tell. Answers the id of the entry.
 */
export const appendScript = `
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'o', ARGV[4], 's', ARGV[1], 'n', ARGV[5])
local stamp = ARGV[1] .. '.' .. id
local step = stamp .. '_'
local lists = #ARGV - 6
for i = 1, lists do
  local key, steps = KEYS[2 * i], KEYS[2 * i + 1]
  local from = redis.call('GET', key)
  if from then
    redis.call('RPUSH', steps, from .. ' ' .. step .. ' ' .. ARGV[6 + i])
    redis.call('LTRIM', steps, -${maxPatternSteps}, -1)
    redis.call('PEXPIRE', steps, ARGV[2])
  else redis.call('DEL', steps) end
  redis.call('SET', key, step, 'PX', ARGV[2])
end
for i = 2 + 2 * lists, #KEYS do
  redis.call('SET', KEYS[i], i > #KEYS - ARGV[6] and ARGV[1] or stamp, 'PX', ARGV[2])
end
return id`;

/** As {@link appendScript}, with one stamp; answers the newest entry where there is one of ours already. */
export const headScript = `
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if newest and newest[2][3] == 's' then return newest end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'o', ARGV[4], 's', ARGV[1], 'n', ARGV[5])
return { id, { 'o', ARGV[4], 's', ARGV[1], 'n', ARGV[5] } }`;

/** KEYS: the one whose server is asked for its time. */
export const timeScript = `return redis.call('TIME')`;

/** KEYS: log, stamps. ARGV: id of the entry to begin with. Answers entries, the oldest one, stamps. */
export const sinceScript = `
local stamps = {}
if #KEYS > 1 then stamps = redis.call('MGET', unpack(KEYS, 2)) end
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
return { redis.call('XRANGE', KEYS[1], ARGV[1], '+'), oldest, stamps }`;
