import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';
import './screens/screens.css';
import './styles/print.css';
import './styles/forced.css';
import { askForFirstScreen } from './boot';

// What the first screen shows is asked for before the code that draws it runs; index.html has the browser fetch both at once.
void import('./render');
askForFirstScreen(window.location.pathname, window.location.search);
