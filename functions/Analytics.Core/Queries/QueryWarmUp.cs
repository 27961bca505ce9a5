using System.Globalization;
using System.Text;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries;

/// <summary>
/// Executes the typical queries of a dashboard, so that their code is compiled before the first client's query. The queries are about the
/// newest two days of the sites with the newest statistics; the answers are discarded. One per process.
/// </summary>
/// <param name="engine">Answers the queries.</param>
/// <param name="sites">Lists the sites.</param>
/// <param name="tables">The tables.</param>
/// <param name="time">The clock for the deadline.</param>
public sealed class QueryWarmUp(QueryEngine engine, SiteRegistry sites, ITableStore tables, TimeProvider time)
{
    /// <summary>Time after which the warm-up stops.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private const int MaxConsideredSites = 16;
    private const int MaxQueriedSites = 2;

    private static readonly string[] Questions =
    [
        """ "metrics":["visitors","pageviews"],"dimensions":["time:day"] """,
        """ "metrics":["visitors","visits","pageviews"] """,
        """ "metrics":["visitors","pageviews"],"dimensions":["event:page"],"pagination":{"limit":10} """,
        """ "metrics":["visits","bounce_rate","visit_duration"],"dimensions":["visit:source"] """,
        """ "metrics":["visitors","pageviews"],"dimensions":["event:page"],"filters":[["or",[["is","visit:country",["ZZ"]],["is_not","visit:browser",["-"]]]]] """,
        """ "metrics":["visitors"],"dimensions":["visit:device"],"filters":[["contains","event:page",["/"]]] """,
    ];

    private readonly RollupTable _rollups = new(tables);

    /// <summary>Executes the queries until all are done, a client sends a query, or the deadline has passed.</summary>
    /// <param name="cancellationToken">Cancels the warm-up.</param>
    /// <returns>The number of executed queries.</returns>
    /// <exception cref="IOException">The tables do not answer now.</exception>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var answered = 0;
        try
        {
            foreach (var (site, newest) in await FindAsync(linked.Token))
            {
                foreach (var question in Questions)
                {
                    if (engine.Asked > answered)
                    {
                        return answered;
                    }

                    await AskAsync(site, newest, question, linked.Token);
                    answered++;
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The first client's query compiles the rest.
        }

        return answered;
    }

    /// <summary>Finds the sites with the newest statistics among the first sites.</summary>
    private async ValueTask<List<(Site Site, DateOnly Newest)>> FindAsync(CancellationToken cancellationToken)
    {
        var newestDays = new List<(Site Site, DateOnly Newest)>();
        var tomorrow = time.GetUtcNow().ToUnixTimeSeconds() + RollupPeriod.Day;
        foreach (var site in (await sites.ListAsync(null, MaxConsideredSites, cancellationToken)).Sites)
        {
            long? newest = null;
            var days = _rollups.ReadRangeAsync(
                site.Id,
                RollupTier.Day,
                0,
                tomorrow,
                headsOnly: true,
                static (_, _) => Task.CompletedTask,
                cancellationToken
            );
            await foreach (var day in days)
            {
                newest = day.Rollup.Period.Start;
            }

            if (newest is { } start)
            {
                newestDays.Add((site, DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(start).UtcDateTime)));
            }
        }

        return [.. newestDays.OrderByDescending(entry => entry.Newest).Take(MaxQueriedSites)];
    }

    private async ValueTask AskAsync(Site site, DateOnly newest, string question, CancellationToken cancellationToken)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"site_id":"{{site.Id}}","date_range":["{{newest.AddDays(-1):yyyy-MM-dd}}","{{newest:yyyy-MM-dd}}"],{{question}}}"""
        );
        var result = await engine.ExecuteAsync(site, QueryParser.Parse(Encoding.UTF8.GetBytes(body)), cancellationToken);
        _ = result.Json;
    }
}
