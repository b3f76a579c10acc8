import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** What is told on a channel: another program's object, of which nothing is taken for granted. */
type Listener = (message: never) => void;

/**
 * Subscribes to diagnostics channels, which work in any build as nothing is patched. A listener that throws disturbs
 * nobody: Node reports it as an uncaught exception, so every one is guarded.
 * @param onFault told of what a listener has thrown
 * @returns ends the subscriptions
 */
export function listen(
  listeners: Readonly<Record<string, Listener>>,
  onFault: (error: unknown) => void,
): () => void {
  const subscriptions = Object.entries(listeners).map(([name, listener]) => {
    const guarded = (message: unknown): void => {
      try {
        listener(message as never); // of the shape that its listener documents
      } catch (error) {
        onFault(error);
      }
    };
    subscribe(name, guarded);
    return () => void unsubscribe(name, guarded);
  });
  return () => {
    for (const end of subscriptions) end();
  };
}
