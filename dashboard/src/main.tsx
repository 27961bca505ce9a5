import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';
import './screens/screens.css';
import { App } from './App';
import { askForFirstScreen } from './boot';

askForFirstScreen(window.location.pathname, window.location.search);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
