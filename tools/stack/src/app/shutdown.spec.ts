import { EventEmitter } from 'node:events';
import { onShutdown } from './shutdown.ts';

describe('signals that ask for the end', () => {
  let source: EventEmitter;
  let heard: string[];
  let nowMs: number;
  let stop: () => void;
  beforeEach(() => {
    source = new EventEmitter();
    heard = [];
    nowMs = 1000;
    stop = onShutdown({
      source,
      first: () => heard.push('first'),
      again: () => heard.push('again'),
      monotonicMs: () => nowMs,
    });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('are heard once: %s', (signal) => {
    source.emit(signal);
    expect(heard).toEqual(['first']);
  });

  it('are not taken for insistence when npm repeats a Ctrl-C', () => {
    source.emit('SIGINT');
    nowMs += 20;
    source.emit('SIGINT');
    expect(heard).toEqual(['first']);
  });

  it('are insistence when somebody presses Ctrl-C again', () => {
    source.emit('SIGINT');
    nowMs += 500;
    source.emit('SIGINT');
    expect(heard).toEqual(['first', 'again']);
  });

  it('are not heard any more when nobody listens', () => {
    stop();
    source.emit('SIGINT');
    expect(heard).toEqual([]);
  });
});
