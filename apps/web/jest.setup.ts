// What jsdom does not have of a browser, as far as the components use it: dialogs and popovers that
// open and close, an observer that reports once, a wide screen. Nothing of it is there in Node.
/** What jsdom does not do and no spec looks at. */
const nothing = (): void => undefined;

if (typeof window !== 'undefined') {
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true;
      this.querySelector<HTMLElement>('[autofocus], input, button')?.focus();
    },
    close(this: HTMLDialogElement) {
      if (!this.open) return;
      this.open = false;
      this.dispatchEvent(new Event('close'));
    },
  });
  Object.assign(HTMLElement.prototype, {
    showPopover: nothing,
    hidePopover: nothing,
    scrollIntoView: nothing,
    scrollTo(this: HTMLElement, { top }: { top: number }) {
      this.scrollTop = top;
      this.dispatchEvent(new Event('scroll'));
    },
  });
  Object.assign(window, {
    ResizeObserver: class {
      readonly report: () => void;
      constructor(report: () => void) {
        this.report = report;
      }
      observe() {
        queueMicrotask(this.report);
      }
      disconnect = nothing;
    },
    matchMedia: () => ({
      matches: true,
      addEventListener: nothing,
      removeEventListener: nothing,
    }),
  });
}
