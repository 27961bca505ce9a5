using System.ComponentModel;
using Analytics.Core.DeadLetters;
using Analytics.Core.Operations;
using Analytics.Core.Sites;

namespace Analytics.Web.Jobs;

/// <summary>The state of the stages behind the log.</summary>
/// <param name="MeasuredAt">Time of the measurement.</param>
/// <param name="Partitions">Aggregation by partition of the log.</param>
/// <param name="OldestLiveRow">Time at which the newest message of the oldest live row was accepted.</param>
/// <param name="LiveRows">Live rows.</param>
/// <param name="BusiestLiveRows">Live rows of the busiest bucket and hour.</param>
/// <param name="RollupLagSeconds">The time that the oldest closed hour has waited for its roll-up, in seconds.</param>
/// <param name="SetAside">Dead letters by stage.</param>
/// <param name="SetAsideSites">Number of dead letters of the sites that have most.</param>
public sealed record OperationsAnswer(
    [property: Description("When this was measured.")] DateTimeOffset MeasuredAt,
    [property: Description("Aggregation by partition of the log.")] IReadOnlyList<PartitionAnswer> Partitions,
    [property: Description(
        "When the newest message of the oldest live row was accepted; null without live rows. Normally less than three hours ago."
    )]
        DateTimeOffset? OldestLiveRow,
    [property: Description("Live rows, with those that are rolled up and not yet deleted.")] long LiveRows,
    [property: Description("Live rows of the busiest bucket and hour: the most that a query of one site and hour reads.")]
        long BusiestLiveRows,
    [property: Description(
        "Seconds since the oldest closed hour waits for its roll-up, 0 if none waits; null before the first roll-up. "
            + "Normally less than 300: statistics stay right meanwhile, but questions about today get slower."
    )]
        double? RollupLagSeconds,
    [property: Description("Dead letters by stage: aggregate, rollup, reprocess, query.")] IReadOnlyDictionary<string, long> SetAside,
    [property: Description("Dead letters of at most 20 sites, those with most of them.")] IReadOnlyDictionary<string, long> SetAsideSites
)
{
    private const int MaxSites = 20;

    /// <summary>Returns the answer for a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="sites">The sites, which name those with dead letters as they are called now.</param>
    /// <param name="cancellationToken">Cancels the reading of names.</param>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public static async ValueTask<OperationsAnswer> OfAsync(
        OperationsReport report,
        ISiteDirectory sites,
        CancellationToken cancellationToken
    )
    {
        var setAside = new Dictionary<string, long>();
        foreach (var (id, letters) in report.SetAside.BySite.OrderByDescending(static site => site.Value).Take(MaxSites))
        {
            // A deleted site is named by its id, which may be the domain of another one now.
            var name = (await sites.ListedNameOfAsync(id, cancellationToken))!;
            setAside[name] = setAside.GetValueOrDefault(name) + letters;
        }

        return Of(report, setAside);
    }

    private static OperationsAnswer Of(OperationsReport report, IReadOnlyDictionary<string, long> setAsideSites) =>
        new(
            report.At,
            [.. report.Partitions.Select(PartitionAnswer.Of)],
            report.Live.OldestRow,
            report.Live.Rows,
            report.Live.BusiestRows,
            report.RollupLag?.TotalSeconds,
            report.SetAside.ByStage.ToDictionary(static stage => stage.Key.Name(), static stage => stage.Value),
            setAsideSites
        );
}

/// <summary>Progress of aggregating a partition of the log.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Watermark">The last message that is aggregated.</param>
/// <param name="Last">The last message of the log.</param>
/// <param name="Waiting">Number of waiting messages.</param>
/// <param name="AgeSeconds">The age of the oldest waiting message, in seconds.</param>
/// <param name="Stuck">True if the watermark does not move while messages wait.</param>
public sealed record PartitionAnswer(
    int Partition,
    [property: Description("The sequence number of the last message that is aggregated.")] long Watermark,
    [property: Description("The sequence number of the last message of the log.")] long Last,
    [property: Description("Messages that wait to be aggregated.")] long Waiting,
    [property: Description("Seconds since the oldest of them was accepted; 0 if none waits.")] double AgeSeconds,
    [property: Description("True if messages wait and none was aggregated for 5 minutes; then the process is not ready.")] bool Stuck
)
{
    /// <summary>Returns the answer for a partition.</summary>
    public static PartitionAnswer Of(PartitionLag lag) =>
        new(lag.Partition, lag.Watermark, lag.Last, lag.Waiting, Math.Round(lag.Age.TotalSeconds, 3), lag.IsStuck);
}
