// What is loaded late: the SDKs with the options of this site.
import { connectVendors } from '../../../src/browser/index.ts';

const config = JSON.parse(document.querySelector('#config').textContent);
const connectAll = connectVendors({
  scrub: (text) => text.replaceAll('hunter2', '[Filtered]'),
  sentry: config.sentry,
  rum: config.rum,
});

export const connect = async (link) => {
  await connectAll(link);
  document.documentElement.dataset.sdks = 'ready';
};
