import type { BrowserContextOptions } from 'playwright-core';
import { welcomeVisitor, type Visitor } from '../visitor.ts';
import type { Stage, StageWorkspace } from '../stage.ts';
import { presentStage } from './present-stage.ts';

/** The visits of one test file. */
export interface Visits {
  readonly stage: Stage;
  /** Somebody with a fresh browser, at a path of the web app, once it is at rest. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visitor>;
  /** The same, signed in to a workspace; the path is below the workspace's. */
  enter(workspace: StageWorkspace, path: string, options?: BrowserContextOptions): Promise<Visitor>;
}

/**
 * Whether React has taken the page over: before that, what is pressed is lost, and a quiet network does not tell,
 * as scripts that have arrived may still wait for a busy processor. Runs in the page. The key is React's mark on a
 * document whose events it hears (`listenToAllSupportedEvents` of react-dom). A page without scripts has no React.
 */
function reactListens(): boolean {
  if (document.querySelector('script[src]') === null) return true;
  return Object.keys(document).some((key) => key.startsWith('_reactListening'));
}

/**
 * Visits for the tests of a file. After each test the visitors leave, and the test fails when one of them has
 * complaints: a line in the console, an uncaught exception, an API key where none may be.
 */
export function visits(): Visits {
  const stage = presentStage();
  const present: Visitor[] = [];

  afterEach(async () => {
    const leaving = present.splice(0);
    const complaints = await Promise.all(leaving.map((visitor) => visitor.complaints()));
    await Promise.all(leaving.map((visitor) => visitor.leave()));
    expect(complaints.flat()).toEqual([]);
  });

  const open = async (
    path: string,
    cookies: StageWorkspace['cookies'],
    options: BrowserContextOptions = {},
  ): Promise<Visitor> => {
    const visitor = await welcomeVisitor(stage.browser, { baseURL: stage.webUrl, ...options });
    present.push(visitor);
    await visitor.context.addCookies([...cookies]);
    await visitor.page.goto(path, { waitUntil: 'networkidle' });
    if (options.javaScriptEnabled !== false) await visitor.page.waitForFunction(reactListens);
    return visitor;
  };
  return {
    stage,
    visit: (path, options) => open(path, [], options),
    enter: (workspace, path, options) => open(workspace.path + path, workspace.cookies, options),
  };
}
