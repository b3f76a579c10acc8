import NodeEnvironment from 'jest-environment-node';

/** The Node environment with the stage that the global set-up raised in this process. */
export default class StageEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global['__stage'] = Reflect.get(globalThis, '__stage');
  }
}
