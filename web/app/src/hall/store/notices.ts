import { Watched } from './emitter';

/** One line told to the people in the hall; the latest replaces the one before. */
export interface Notice {
  id: number;
  text: string;
  tone: 'info' | 'warn';
}

const showMs = 7000;

export class Notices extends Watched<Notice | null> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;

  constructor() {
    super(null);
  }

  tell(text: string, tone: Notice['tone'] = 'info'): void {
    clearTimeout(this.timer);
    this.set({ id: ++this.count, text, tone });
    this.timer = setTimeout(this.clear, showMs);
  }

  readonly clear = () => {
    clearTimeout(this.timer);
    this.set(null);
  };
}
