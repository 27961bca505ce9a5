using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;

namespace Analytics.Core.Erasures;

/// <summary>
/// Counts the events of other visitors whose ids the erased visitor had also sent. One event id is one event, so theirs may have been
/// left out of the tables as repetitions; the archive still has them, and their hours are rebuilt from it.
/// </summary>
/// <remarks>
/// <code>
/// A and B send the id "x" at the same time   A is the smaller visitor: the hour has only A's event
/// A is erased from archive and tables        the hour has neither
/// the hour is rebuilt from the archive       the hour has B's event
/// </code>
/// </remarks>
/// <param name="reprocessor">Rebuilds hours from the archive.</param>
/// <param name="reports">The reports of the rebuilt hours.</param>
internal sealed class SharedEventIds(Reprocessor reprocessor, DifferenceTable reports)
{
    /// <summary>Rebuilds hours of a site from the archive.</summary>
    /// <param name="job">The erasure.</param>
    /// <param name="site">The site.</param>
    /// <param name="hours">The hours in ascending order, Unix seconds; hours older than the archive stay as they are.</param>
    /// <param name="cancellationToken">Cancels; another call begins with the first hour.</param>
    public async Task RebuildAsync(Job job, string site, IEnumerable<long> hours, CancellationToken cancellationToken)
    {
        foreach (var (from, to) in Runs(hours))
        {
            var part = job with
            {
                Id = PartOf(job.Id),
                Kind = Reprocessor.Kind,
                From = DateTimeOffset.FromUnixTimeSeconds(from),
                To = DateTimeOffset.FromUnixTimeSeconds(to),
                Erases = null,
                Visitors = null,
            };

            // An interrupted plan may have been for another range of hours.
            await reprocessor.ClearAsync(part.Id, cancellationToken);
            await reprocessor.RunAsync(part, new JobWork(), cancellationToken);
            await reports.DeleteAsync(part.Id, site, cancellationToken);
        }
    }

    /// <summary>Deletes the rows of a job.</summary>
    public Task ClearAsync(string job, CancellationToken cancellationToken) => reprocessor.ClearAsync(PartOf(job), cancellationToken);

    private static string PartOf(string job) => job + "-shared";

    /// <summary>Combines adjacent hours into ranges.</summary>
    private static IEnumerable<(long From, long To)> Runs(IEnumerable<long> hours)
    {
        (long From, long To)? run = null;
        foreach (var hour in hours)
        {
            if (run is { } last && last.To < hour)
            {
                yield return last;
                run = null;
            }

            run = (run?.From ?? hour, new RollupPeriod(RollupTier.Hour, hour).End);
        }

        if (run is { } final)
        {
            yield return final;
        }
    }
}
