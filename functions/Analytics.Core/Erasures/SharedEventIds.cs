using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;

namespace Analytics.Core.Erasures;

/// <summary>
/// Lets the events of other visitors count whose ids the erased visitor had sent, too. One event id is one event, so theirs may have been
/// left out of the tables as repetitions; the archive still has them, and their hours are made of it again.
/// </summary>
/// <remarks>
/// <code>
/// A and B send the id "x" with one time      A is the smaller visitor: the hour has A's event alone
/// A is erased from archive and tables        the hour has neither
/// the hour is made of the archive again      the hour has B's event
/// </code>
/// </remarks>
/// <param name="archive">The archive.</param>
/// <param name="checkpoints">Stores the keys of the ids.</param>
/// <param name="reprocessor">Makes hours again.</param>
/// <param name="reports">The reports of what it makes.</param>
internal sealed class SharedEventIds(
    ArchivePieces archive,
    ErasureCheckpoints checkpoints,
    Reprocessor reprocessor,
    DifferenceTable reports
)
{
    /// <summary>
    /// The scope with the keys of the ids that its visitor sent, as messages between some cursors and some messages tell them. They are
    /// stored before anything is erased, since nothing tells them afterwards.
    /// </summary>
    public async Task<ErasureScope> TellAsync(
        Job job,
        ErasureScope scope,
        string?[] cursors,
        long[] upTo,
        CancellationToken cancellationToken
    )
    {
        if (scope.Visitor is null)
        {
            return scope;
        }

        var stored = await checkpoints.ReadKeysAsync(job.Id, cancellationToken);
        var ids = new VisitorEventIds(scope);
        await archive.ReadAsync(cursors, upTo, record => ids.Add(record.Body), cancellationToken);
        await checkpoints.WriteKeysAsync(job.Id, ids.Keys.Except(stored), cancellationToken);
        stored.UnionWith(ids.Keys);
        return scope.WithSent(stored);
    }

    /// <summary>Makes hours of a site of the archive again.</summary>
    /// <param name="job">The erasure.</param>
    /// <param name="site">The site.</param>
    /// <param name="hours">The hours in ascending order, Unix seconds; those that the archive does not reach back to stay.</param>
    /// <param name="cancellationToken">Cancels; running it again begins with the first hour.</param>
    public async Task MakeAgainAsync(Job job, string site, IEnumerable<long> hours, CancellationToken cancellationToken)
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
                Visitor = null,
            };

            // A plan that was broken off may be of another run of hours.
            await reprocessor.ClearAsync(part.Id, cancellationToken);
            await reprocessor.RunAsync(part, new JobWork(), cancellationToken);
            await reports.DeleteAsync(part.Id, site, cancellationToken);
        }
    }

    /// <summary>Forgets what a job stored.</summary>
    public Task ClearAsync(string job, CancellationToken cancellationToken) => reprocessor.ClearAsync(PartOf(job), cancellationToken);

    private static string PartOf(string job) => job + "-shared";

    /// <summary>Adjacent hours together.</summary>
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
