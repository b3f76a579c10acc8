/** What a fault switch opens and shuts. */
export interface Switchable {
  readonly isOpen: boolean;
  open(): Promise<void>;
  shut(): Promise<void>;
}

/** The fault in force of a receiver, with the port that `refuse` closes. */
export interface FaultSwitch<Fault> {
  readonly current: Fault | 'none';
  /** Settles when the fault is in force. */
  change(next: Fault): Promise<void>;
  /** Shuts the port after all changes that were asked for. */
  close(): Promise<void>;
}

/** Creates a switch that stands on `none`; the port is opened by others before. */
export function createFaultSwitch<Fault>(port: Switchable): FaultSwitch<Fault> {
  let current: Fault | 'none' = 'none';
  let changes = Promise.resolve();
  return {
    get current() {
      return current;
    },
    // One after the other, so that the port is never opened while it is still being shut.
    change(next) {
      changes = changes.then(async () => {
        current = next;
        if (next === 'refuse') await port.shut();
        else if (!port.isOpen) await port.open();
      });
      return changes;
    },
    async close() {
      await changes.catch(() => undefined); // whoever changed the fault was told
      await port.shut();
    },
  };
}
