import type { Answer } from '../api/types';
import { useSite } from '../screens/SiteContext';
import { Empty } from '../ui/States';
import { emptyText } from './emptyText';
import type { Report } from './reports';

/** In place of a list without rows: what there is not. */
export default function NoRows({ report, answer: { meta, results } }: { report: Report; answer: Answer }) {
  const { view } = useSite();
  return <Empty title={emptyText(report, { isFiltered: view.filters.length > 0, imports: view.imports, meta, hasOthers: results.length > 0 })} />;
}
