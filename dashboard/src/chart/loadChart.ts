/** Fetches what draws charts, which is a fifth of all code. */
export const loadChart = () => import('./Chart');
