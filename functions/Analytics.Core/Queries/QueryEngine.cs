using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Analytics.Core.Definitions;
using Analytics.Core.Imports;
using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Imports;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries;

/// <summary>Answers queries from the rollups. Safe for concurrent use.</summary>
/// <param name="scanner">Scans the rollups.</param>
/// <param name="time">The current time.</param>
/// <param name="goals">The goals of sites; null if no site has any.</param>
/// <param name="imports">The daily aggregates of sites; null if no site has any.</param>
/// <param name="limits">Limits of what a query reads; null for the defaults.</param>
public sealed class QueryEngine(
    IRollupScanner scanner,
    TimeProvider time,
    IGoalDirectory? goals = null,
    DailyImports? imports = null,
    QueryLimits? limits = null
)
{
    /// <summary>The maximum number of queries in a batch.</summary>
    public const int MaxBatch = 16;

    /// <summary>Number of queries of a batch that are computed at once, so that cached answers need not wait for a slow one.</summary>
    private const int MaxConcurrency = 2;

    private readonly QueryLimits _limits = limits ?? new();
    private long _asked;

    /// <summary>Number of queries since the start.</summary>
    internal long Asked => Volatile.Read(ref _asked);

    /// <inheritdoc cref="ExecuteSumAsync"/>
    /// <param name="site">The site of the query.</param>
    /// <param name="query">The parsed query.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public ValueTask<QueryResult> ExecuteAsync(Site site, Query query, CancellationToken cancellationToken) =>
        ExecuteSumAsync([site], query, cancellationToken);

    /// <summary>Answers a query. The numbers of several sites are added up, in the time zone of the first site.</summary>
    /// <param name="sites">The different sites of the query, 1 to <see cref="QueryParser.MaxSites"/>.</param>
    /// <param name="query">The parsed query.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="QueryException">
    /// The range has too many time buckets or lies outside of the stored time, or a filter names an unknown goal.
    /// </exception>
    /// <exception cref="TimeZoneNotFoundException">The site's zone is unknown to this machine.</exception>
    public async ValueTask<QueryResult> ExecuteSumAsync(IReadOnlyList<Site> sites, Query query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        var rows = sites.Count == 1 ? scanner : new SumOfSites(scanner, [.. sites.Select(site => site.Id)]);
        return await ScanBudget.AskAsync(
            _limits,
            query.Include.Sample,
            budget => ExecuteAsync(sites, query, rows, budget, cancellationToken)
        );
    }

    /// <summary>
    /// Answers several queries about the same sites. Each answer is returned as soon as it is ready, in any order. A query that cannot be
    /// answered does not affect the others.
    /// </summary>
    /// <param name="sites">The sites of the queries.</param>
    /// <param name="queries">The parsed queries, 1 to <see cref="MaxBatch"/>.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="ArgumentException">There are no queries, or too many.</exception>
    /// <exception cref="TimeZoneNotFoundException">The site's zone is unknown to this machine.</exception>
    public IAsyncEnumerable<BatchAnswer> ExecuteAllAsync(
        IReadOnlyList<Site> sites,
        IReadOnlyList<Query> queries,
        CancellationToken cancellationToken
    )
    {
        return queries.Count is >= 1 and <= MaxBatch
            ? AllAsync(sites, queries, cancellationToken)
            : throw new ArgumentException($"A batch has {queries.Count} queries; ask 1 to {MaxBatch} together.", nameof(queries));
    }

    private async ValueTask<QueryResult> ExecuteAsync(
        IReadOnlyList<Site> sites,
        Query query,
        IRollupScanner rows,
        ScanBudget budget,
        CancellationToken cancellationToken
    )
    {
        var site = sites[0];
        var zone = ZoneTimeline.Of(site);
        var unit = query.Dimensions.FirstOrDefault(dimension => dimension.IsTime)?.Time;
        var isAll = query.DateRange is QueryDateRange.Relative { Kind: RelativeRange.All };
        var firstEvent =
            query.Include.Imports || isAll || query.Metrics.Any(metric => metric.Rolling is not null)
                ? await FirstEvent.FindAsync(rows, site.Id, zone, unit ?? TimeGranularity.Day, cancellationToken)
                : null;
        var now = time.GetUtcNow();
        var choice =
            !query.Include.Imports ? null
            : sites.Count > 1 ? ImportsChoice.OfSeveralSites(rows, zone)
            : await ImportsChoice.ReadAsync(rows, imports, site, query, zone, now.ToUnixTimeSeconds(), cancellationToken);
        var siteGoals = await GoalsOfAsync(sites, query, cancellationToken);

        // Without imports, all the time of a site begins with its first event.
        var known = isAll ? choice?.Refusal(unit, isOfDays: true) : null;
        var (plan, whole, rangeRows) = await ReadAsync(known is null ? choice : choice!.Refused(known));
        if (isAll && known is null && rangeRows.Imports is { SkipReason: not null } found)
        {
            (plan, whole, rangeRows) = await ReadAsync(choice!.Refused(found));
        }

        RangeRows? comparedRows = null;
        if (query.Include.Comparison is { } comparison)
        {
            var wholeCompared = ComparedRanges.Whole(comparison, whole, query.DateRange, zone);
            var compared = ComparedRanges.UpToElapsed(comparison, whole, wholeCompared, zone, now.ToUnixTimeSeconds());
            var withImports = choice is null ? compared : await choice.WithWholeLastDayAsync(compared, wholeCompared, cancellationToken);
            comparedRows = await ReaderOf(plan, choice).ReadAsync(compared, wholeCompared, withImports, cancellationToken);
        }

        return ResultBuilder.Build(
            plan,
            zone,
            rangeRows,
            comparedRows,
            sites.Count == 1 ? null : new(site.TimeZone, siteGoals.LeftOut(query))
        );

        RowReader ReaderOf(QueryPlan queryPlan, ImportsChoice? choiceOfRange) =>
            new(rows, site.Id, queryPlan, zone, now.ToUnixTimeSeconds(), budget, firstEvent, choiceOfRange);

        async ValueTask<(QueryPlan Plan, TimeRange Whole, RangeRows Rows)> ReadAsync(ImportsChoice? choiceOfRange)
        {
            var first = choiceOfRange is null ? firstEvent : choiceOfRange.FirstDayOr(firstEvent);
            var wholeRange = DateRanges.Resolve(query.DateRange, query.Date, zone, now, first);
            var range = query.Include.Trim ? DateRanges.Trim(wholeRange, query.DateRange, zone, now) : wholeRange;
            var queryPlan = QueryPlan.For(query, range, siteGoals);
            return (
                queryPlan,
                wholeRange,
                await ReaderOf(queryPlan, choiceOfRange).ReadAsync(range, wholeRange, range, cancellationToken)
            );
        }
    }

    /// <summary>Returns the goals that a query may name: for several sites, those that all of them have in common.</summary>
    private async ValueTask<SiteGoals> GoalsOfAsync(IReadOnlyList<Site> sites, Query query, CancellationToken cancellationToken)
    {
        if (goals is null || !SiteGoals.AreUsedBy(query))
        {
            return SiteGoals.None;
        }

        var common = await goals.ListAsync(sites[0].Id, cancellationToken);
        var names = new SortedSet<string>(common.Select(goal => goal.DisplayName), StringComparer.Ordinal);
        foreach (var site in sites.Skip(1))
        {
            var others = await goals.ListAsync(site.Id, cancellationToken);
            names.UnionWith(others.Select(goal => goal.DisplayName));
            common = [.. common.Where(goal => others.Any(goal.IsAlike))];
        }

        names.ExceptWith(common.Select(goal => goal.DisplayName));
        return new(common, sites.Count > 1 ? [.. names] : null);
    }

    private async IAsyncEnumerable<BatchAnswer> AllAsync(
        IReadOnlyList<Site> sites,
        IReadOnlyList<Query> queries,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var answers = Channel.CreateUnbounded<BatchAnswer>(new() { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var computing = ComputeAsync(sites, queries, answers.Writer, stop.Token);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellationToken))
            {
                yield return answer;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await computing;
        }
    }

    /// <summary>Computes the answers of a batch. A failure is passed to the reader of the channel.</summary>
    private async Task ComputeAsync(
        IReadOnlyList<Site> sites,
        IReadOnlyList<Query> queries,
        ChannelWriter<BatchAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken };
            await Parallel.ForAsync(
                0,
                queries.Count,
                options,
                async (i, token) => await answers.WriteAsync(await AnswerAsync(sites, i, queries[i], token), token)
            );
            answers.Complete();
        }
        catch (Exception failure)
        {
            answers.Complete(failure);
        }
    }

    private async ValueTask<BatchAnswer> AnswerAsync(
        IReadOnlyList<Site> sites,
        int index,
        Query query,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new(index, await ExecuteSumAsync(sites, query, cancellationToken), null);
        }
        catch (QueryException exception)
        {
            return new(index, null, exception);
        }
    }
}
