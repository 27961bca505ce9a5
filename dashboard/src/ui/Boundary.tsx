import { Component, type ReactNode } from 'react';
import { loadNewPage } from '../upgrade';

interface Props {
  readonly children: ReactNode;
  /** Another place of the page, which is tried anew. */
  readonly place: string;
}

/** Keeps a screen that fails from taking the whole page with it. React leaves an empty window where nothing catches an error. */
export class Boundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidCatch(): void {
    void loadNewPage();
  }

  override componentDidUpdate(before: Props): void {
    if (before.place !== this.props.place && this.state.isBroken) this.setState({ isBroken: false });
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="card">
        <div className="empty" role="alert">
          <p>This view could not be shown. Your data is not affected.</p>
          <button type="button" className="button" onClick={() => window.location.reload()}>
            Load the page again
          </button>
        </div>
      </div>
    );
  }
}
