// jsdom with the web platform's own fetch and encoding classes, which Node has and jsdom leaves out.
const { TestEnvironment } = require('jest-environment-jsdom');

module.exports = class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { Headers, Request, Response, TextDecoder, structuredClone });
  }
};
