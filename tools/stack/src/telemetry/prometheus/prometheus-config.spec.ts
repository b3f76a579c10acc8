import { prometheusConfig } from './prometheus-config.ts';

describe('the configuration of Prometheus', () => {
  it('scrapes each target at its path with its query, as often as it is told', () => {
    const targets = [
      { job: 'api', url: 'http://127.0.0.1:3000/metrics?name=a&name=b&x=1' },
      { job: 'web', url: 'https://localhost/' },
    ];
    expect(JSON.parse(prometheusConfig(targets, 250))).toEqual({
      global: { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' },
      scrape_configs: [
        {
          job_name: 'api',
          scheme: 'http',
          metrics_path: '/metrics',
          params: { name: ['a', 'b'], x: ['1'] },
          static_configs: [{ targets: ['127.0.0.1:3000'] }],
        },
        {
          job_name: 'web',
          scheme: 'https',
          metrics_path: '/',
          params: {},
          static_configs: [{ targets: ['localhost'] }],
        },
      ],
    });
  });
});
