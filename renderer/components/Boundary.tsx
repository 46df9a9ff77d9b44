import { Component, type ErrorInfo, type ReactNode } from 'react';

interface Properties {
  /** What is drawn; when it is another one, it is tried again after a fault. */
  readonly of: unknown;
  readonly fallback: ReactNode;
  /** Called with a fault. */
  readonly onFault?: () => void;
  readonly children: ReactNode;
}

interface State {
  readonly faulty: boolean;
  readonly of: unknown;
}

/** Catches what one thing throws while it is drawn, so that all others stay on the screen. */
export class Boundary extends Component<Properties, State> {
  override state: State = { faulty: false, of: this.props.of };

  static getDerivedStateFromError(): Partial<State> {
    return { faulty: true };
  }

  static getDerivedStateFromProps({ of }: Properties, state: State): Partial<State> | null {
    return of === state.of ? null : { of, faulty: false };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
    this.props.onFault?.();
  }

  override render(): ReactNode {
    return this.state.faulty ? this.props.fallback : this.props.children;
  }
}
