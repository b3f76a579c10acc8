/** One value that breaks careless code, and why. */
export interface HostileValue {
  readonly name: string;
  readonly value: unknown;
}

/** Values to throw at an error handler: each breaks a common way to look at an error. */
export function hostileValues(secret = 'hostile'): readonly HostileValue[] {
  const refuse = (): never => {
    throw new Error(secret);
  };
  const everyTrap: ProxyHandler<object> = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map((trap) => [trap, refuse]),
  );
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const revokedFunction = Proxy.revocable(refuse, {});
  revokedFunction.revoke();
  const cyclic: Record<string, unknown> = { message: secret };
  cyclic['cause'] = cyclic;
  cyclic['toJSON'] = () => cyclic;
  const getters = Object.defineProperties(
    {},
    Object.fromEntries(
      ['name', 'message', 'code', 'status', 'statusCode', 'cause', 'stack', 'issues', 'digest'].map(
        (member) => [member, { get: refuse, enumerable: true }],
      ),
    ),
  );
  let deep: unknown = secret;
  for (let level = 0; level < 20_000; level += 1) deep = { cause: deep, severity: 'ERROR' };
  const branded = (source: unknown): object => ({ [Symbol.for('@unite/problem')]: source });
  return [
    { name: 'undefined', value: undefined },
    { name: 'null', value: null },
    { name: 'a text', value: secret },
    { name: 'a number', value: Number.NaN },
    { name: 'a bigint', value: 10n ** 30n },
    { name: 'a symbol', value: Symbol(secret) },
    { name: 'a function', value: refuse },
    { name: 'an object without prototype', value: Object.create(null) },
    { name: 'a proxy whose traps all throw', value: new Proxy({}, everyTrap) },
    { name: 'a function proxy whose traps all throw', value: new Proxy<object>(refuse, everyTrap) },
    { name: 'a revoked proxy', value: revoked.proxy },
    { name: 'a revoked function proxy', value: revokedFunction.proxy },
    { name: 'getters that throw', value: getters },
    { name: 'a toString that throws', value: { toString: refuse, [Symbol.toPrimitive]: refuse } },
    { name: 'a toJSON that throws', value: { toJSON: refuse, message: secret } },
    { name: 'a cycle', value: cyclic },
    { name: 'a chain of 20,000 causes', value: deep },
    { name: 'a forged brand without a source', value: branded(undefined) },
    { name: 'a forged brand with a hostile source', value: branded(getters) },
    { name: 'a forged brand with a proxy', value: branded(new Proxy({}, everyTrap)) },
    {
      name: 'a forged brand with wrong types',
      value: branded({ entry: { status: 200, type: 5 } }),
    },
    { name: 'a forged brand with a bigint', value: branded({ entry: { status: 400n } }) },
    { name: 'a message that is an object', value: { message: { toString: refuse }, code: {} } },
    { name: 'a status that is an object', value: { statusCode: { valueOf: refuse } } },
    { name: 'a then that throws', value: { then: refuse } },
  ];
}
