using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>Adds event rows to the rolling averages; a repeated event counts once. Not thread-safe.</summary>
internal sealed class StatisticsFeed(RollingStatistics statistics, AggregationOptions options)
{
    private readonly RecentKeys _keys = new(options);

    /// <summary>Drops old event ids, by the time of the log.</summary>
    public void Age(DateTimeOffset enqueued) => _keys.Age(enqueued);

    /// <summary>Adds a live block or run.</summary>
    public void Add(string site, IRollupPart part)
    {
        var draft = new RollupDraft(new TextPool());
        part.AddTo(draft, 0, VisitorRange.All);
        Add(
            site,
            Partitioner.SiteHash(site),
            part.Period.Start,
            draft,
            draft.Pool.Intern(VisitRules.Pageview),
            draft.Pool.Intern(VisitRules.Engagement)
        );
    }

    /// <summary>Adds the rows of a site and hour.</summary>
    /// <returns>Number of events that were added before, by their ids.</returns>
    public int Add(string site, ulong siteHash, long hour, RollupDraft rows, int pageview, int engagement)
    {
        var (totals, revenue, values, duplicates) = (new Totals(), new RevenueTotals(), new List<double>(), 0);
        for (var row = 0; row < rows.EventCount; row++)
        {
            var key = rows.KeyOf(row);
            if (key != 0 && !_keys.TryAdd(siteHash, key))
            {
                duplicates++;
                continue;
            }

            var slot = rows.Seconds[row] / 60;
            if (rows.Names[row] != engagement)
            {
                totals.Add(slot, TotalsMetric.Events, 1);
                totals.Add(slot, TotalsMetric.Pageviews, rows.Names[row] == pageview ? 1 : 0);
            }

            if (rows.OptionalValuesOf[row] < 0)
            {
                continue;
            }

            var optional = rows.OptionalValues[rows.OptionalValuesOf[row]];
            if (optional.Value is { } value)
            {
                values.Add(value);
            }

            if (optional.Currency != 0)
            {
                revenue.Add(slot, rows.Pool.GetString(optional.Currency), optional.AmountMicros, 1);
            }
        }

        statistics.Add(site, totals, revenue, hour, values);
        return duplicates;
    }
}
