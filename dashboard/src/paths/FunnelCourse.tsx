import { useEffect, useState } from 'react';
import { json } from '../api/client';
import type { FunnelContent } from '../api/definitions';
import { nameOf } from '../chart/average';
import { useZoom } from '../chart/useZoom';
import { daysOf, minutesOf } from '../dates/periods';
import { LinesChart } from '../explore/LinesChart';
import { LinesTable } from '../explore/LinesTable';
import '../explore/explore.css';
import { useSite } from '../screens/SiteContext';
import { Failure, SkeletonRows } from '../ui/States';
import type { FunnelAnswer } from './answers';
import { bucketsOf, pooledRates } from './buckets';
import { funnelQueries } from './funnelQueries';

const AT_ONCE = 4;
const WINDOW = 7;
const NO_BUCKETS: ReturnType<typeof bucketsOf> = { interval: 'day', buckets: [] };

/** The conversion of a funnel in each part of the period: visitors who began in it and took all steps in it. */
export function FunnelCourse({ content }: { content: FunnelContent }) {
  const { site, view, today } = useSite();
  const [loaded, setLoaded] = useState<{ readonly of: string; readonly answers: readonly FunnelAnswer[] }>();
  const [error, setError] = useState<Error>();
  const [tries, setTries] = useState(0);
  const days = minutesOf(view) ? null : daysOf(view, today);
  const questions = days ? funnelQueries(site.domain, view, today, content, days) : [];
  const { interval, buckets } = days ? bucketsOf(...days) : NO_BUCKETS;
  const labels = buckets.map(({ from }) => from);
  const { zoom } = useZoom(labels, interval);
  const key = JSON.stringify(questions);
  useEffect(() => {
    if (!days) return;
    const controller = new AbortController();
    setError(undefined);
    loadAll(questions, controller.signal)
      .then((answers) => setLoaded({ of: key, answers }))
      .catch((failure: Error) => !controller.signal.aborted && setError(failure));
    return () => controller.abort();
    // The key says all that is asked.
  }, [key, tries]);
  if (!days) return <p className="meta">Choose a period of days to see its course.</p>;
  if (error) return <Failure error={error} onRetry={() => setTries(tries + 1)} />;
  if (loaded?.of !== key) {
    return (
      <div aria-busy="true">
        <SkeletonRows rows={9} />
      </div>
    );
  }
  const counts = loaded.answers.map(({ results }) => ({ began: results[0]?.visitors ?? 0, ended: results.at(-1)?.visitors ?? 0 }));
  const present = buckets.findIndex(({ from, to }) => from <= today && to >= today);
  const hasAverage = interval === 'day' && buckets.length > WINDOW;
  const averageName = hasAverage ? nameOf({ kind: 'simple', window: WINDOW }, interval) : null;
  const series = [
    {
      name: 'Conversion',
      values: counts.map(({ began, ended }) => (began === 0 ? null : (100 * ended) / began)),
      average: hasAverage ? pooledRates(counts, WINDOW).map((rate, index) => (present >= 0 && index >= present ? null : rate)) : null,
    },
  ];
  return (
    <>
      <LinesChart series={series} labels={labels} metric="conversion_rate" interval={interval} label={`Conversion per ${interval}`} present={present} onZoom={zoom} />
      <LinesTable series={series} labels={labels} metric="conversion_rate" interval={interval} averageName={averageName} present={present} />
      <p className="meta">
        A visitor counts in a {interval} in which they took all steps; who began in one and ended in the next is in neither.
        {hasAverage && ` The average weighs each ${interval} by the visitors who began.`}
      </p>
    </>
  );
}

/** Asks the questions, a few at a time. */
async function loadAll(questions: readonly object[], signal: AbortSignal): Promise<readonly FunnelAnswer[]> {
  const answers: FunnelAnswer[] = [];
  for (let at = 0; at < questions.length; at += AT_ONCE) {
    const some = questions.slice(at, at + AT_ONCE).map((body) => json<FunnelAnswer>('/api/v2/funnel', { method: 'POST', body, signal }));
    answers.push(...(await Promise.all(some)));
  }
  return answers;
}
