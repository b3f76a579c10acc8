/** @jest-environment node */
import { findChromium, type ChromiumSearch } from './browser.ts';

function machine(files: readonly string[], overrides: Partial<ChromiumSearch> = {}) {
  const present = new Set(files);
  const search: ChromiumSearch = {
    env: { PATH: '/usr/local/bin:/usr/bin' },
    isExecutable: (path) => present.has(path),
    isRoot: false,
    install: async () => {
      present.add('/usr/bin/chromium');
    },
    ...overrides,
  };
  return search;
}

describe('finding a browser', () => {
  it('takes the one that UNITE_CHROMIUM names', async () => {
    const search = machine(['/opt/chrome', '/usr/bin/chromium'], {
      env: { PATH: '/usr/bin', UNITE_CHROMIUM: '/opt/chrome' },
    });
    await expect(findChromium(search)).resolves.toBe('/opt/chrome');
  });

  it('refuses a UNITE_CHROMIUM that cannot be run, rather than take another', async () => {
    const search = machine(['/usr/bin/chromium'], {
      env: { PATH: '/usr/bin', UNITE_CHROMIUM: '/opt/gone' },
    });
    await expect(findChromium(search)).rejects.toThrow(/UNITE_CHROMIUM is \/opt\/gone/);
  });

  it('prefers Chromium to Chrome on PATH', async () => {
    const search = machine(['/usr/local/bin/google-chrome', '/usr/bin/chromium']);
    await expect(findChromium(search)).resolves.toBe('/usr/bin/chromium');
  });

  it('finds the application of macOS', async () => {
    const path = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    await expect(findChromium(machine([path]))).resolves.toBe(path);
  });

  it('installs the package when there is none and the user is root', async () => {
    const search = machine(['/usr/bin/apt-get'], { isRoot: true });
    await expect(findChromium(search)).resolves.toBe('/usr/bin/chromium');
  });

  it('installs nothing for other users, and says what to do', async () => {
    const search = machine(['/usr/bin/apt-get']);
    await expect(findChromium(search)).rejects.toThrow(/apt-get install chromium/);
    await expect(findChromium(search)).rejects.toThrow(/UNITE_CHROMIUM/);
  });

  it('hands on why the package could not be installed', async () => {
    const search = machine(['/usr/bin/apt-get'], {
      isRoot: true,
      install: async () => Promise.reject(new Error('apt-get update ended with code 100')),
    });
    await expect(findChromium(search)).rejects.toThrow(/code 100/);
  });
});
