import { prometheusLabel, prometheusName, reservedNames } from './names.ts';
import { prometheusUnit } from './units.ts';

describe('the name of a metric in Prometheus', () => {
  it.each([
    ['http.server.request.duration', 'histogram', 's', 'http_server_request_duration_seconds'],
    ['unite.contacts.imported', 'counter', '{contact}', 'unite_contacts_imported'],
    ['orders.total', 'counter', '', 'orders'],
    ['process.memory.usage', 'updowncounter', 'By', 'process_memory_usage_bytes'],
    ['cpu.utilization', 'gauge', '1', 'cpu_utilization_ratio'],
    ['retries', 'counter', '1', 'retries'],
    ['network.io', 'gauge', 'By/s', 'network_io_bytes_per_second'],
    ['request.duration.seconds', 'histogram', 's', 'request_duration_seconds'],
    ['seconds.behind', 'gauge', 's', 'seconds_behind'],
    ['a--b//c', 'gauge', '', 'a_b_c'],
    ['9lives', 'gauge', '', '_9lives'],
  ] as const)('%s, a %s in "%s", is %s', (name, kind, unit, family) => {
    expect(prometheusName(name, kind, unit).family).toBe(family);
  });

  it('has a unit only where it ends with it', () => {
    expect(prometheusName('a.duration', 'histogram', 's').unit).toBe('seconds');
    expect(prometheusName('seconds.behind', 'gauge', 's').unit).toBe('');
    expect(prometheusName('a', 'counter', '{b}').unit).toBe('');
  });

  it('reserves the names of all its samples', () => {
    expect(reservedNames('a', 'histogram', 's')).toEqual([
      'a_seconds',
      'a_seconds_bucket',
      'a_seconds_sum',
      'a_seconds_count',
      'a_seconds_created',
    ]);
  });
});

describe('a label', () => {
  it.each([
    ['http.route', 'http_route'],
    ['größe', 'gr__e'],
    ['1st', '_1st'],
    ['ok', 'ok'],
  ])('%s is %s', (name, label) => {
    expect(prometheusLabel(name)).toBe(label);
  });
});

describe('a unit', () => {
  it.each([
    ['s', 'seconds'],
    ['{request}', ''],
    ['{request}/s', 'per_second'],
    ['By/min', 'bytes_per_minute'],
    ['%', 'percent'],
    ['furlong', 'furlong'],
    ['', ''],
  ])('%s is "%s"', (unit, word) => {
    expect(prometheusUnit(unit, false)).toBe(word);
  });
});
