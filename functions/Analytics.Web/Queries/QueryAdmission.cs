using System.Threading.RateLimiting;
using Analytics.Core.Telemetry;
using Analytics.Web.Access;
using Analytics.Web.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Analytics.Web.Queries;

/// <summary>
/// Admits queries: a few are computed at once, some more wait, and the rest are rejected at once. Every query has a deadline. Collecting
/// never waits for queries, because the thread pool has more threads than queries can use. Thread-safe.
/// </summary>
/// <remarks>
/// Example with 2 computed at once, so 64 places: a caller with a key takes at most 32 of them, all readers of public sites together 32,
/// and one address 16. Of 400 queries from an address 16 are admitted and computed one at a time, whatever they take; who has a turn, and
/// that long questions leave one to others, is decided by <see cref="QueryTurns"/>.
/// </remarks>
internal sealed class QueryAdmission : IDisposable
{
    /// <summary>
    /// Number of places for each query that is computed: one for itself, others for queries that wait or whose answer is being sent.
    /// </summary>
    public const int PlacesPerScan = 32;

    private const string AskForLess = "ask for a shorter range, fewer dimensions or fewer filters";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<CallerIdentity> _places;
    private readonly QueryTurns _turns;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;

    /// <param name="options">The limits of concurrency and time.</param>
    /// <param name="time">The clock of the deadline.</param>
    public QueryAdmission(IOptions<WebOptions> options, TimeProvider time)
    {
        var scans = options.Value.ConcurrentQueries is > 0 and var chosen ? chosen : Math.Max(2, Environment.ProcessorCount);
        var places = scans * PlacesPerScan;
        _time = time;
        _deadline = TimeSpan.FromSeconds(options.Value.QuerySeconds);
        _turns = new(scans, time);
        _places = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<CallerIdentity, CallerIdentity>(caller =>
                RateLimitPartition.GetConcurrencyLimiter(caller, caller => Limit(caller.HasKey ? places / 2 : places / 4))
            ),
            PartitionedRateLimiter.Create<CallerIdentity, bool>(caller =>
                RateLimitPartition.GetConcurrencyLimiter(caller.HasKey, hasKey => Limit(hasKey ? places : places / 2))
            ),
            PartitionedRateLimiter.Create<CallerIdentity, int>(_ => RateLimitPartition.GetConcurrencyLimiter(0, _ => Limit(places)))
        );
        KeepThreadsFree(scans);
    }

    /// <summary>Computes a query and sends its answer.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="caller">The caller of the query.</param>
    /// <param name="site">The id of the site that is asked about; of several, the first.</param>
    /// <param name="compute">
    /// Computes the result; its token is cancelled when the client disconnects, at the deadline, and when the turn goes to a short
    /// question: then it is called again when the next turn has come.
    /// </param>
    /// <param name="answer">Sends the answer. The next query is already computed meanwhile, however slowly the client reads.</param>
    /// <param name="aborted">Cancelled when the client disconnects.</param>
    /// <exception cref="ApiException">
    /// 503 if there is no place or the query still waits at the deadline; 504 if it is being computed at the deadline.
    /// </exception>
    public async Task RunAsync<T>(
        CallerIdentity caller,
        string site,
        Func<CancellationToken, ValueTask<T>> compute,
        Func<T, CancellationToken, Task> answer,
        CancellationToken aborted
    )
    {
        using var place = _places.AttemptAcquire(caller);
        if (!place.IsAcquired)
        {
            throw Busy();
        }

        using var timeout = new CancellationTokenSource(_deadline, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        var isComputed = false;
        try
        {
            var result = await _turns.ComputeAsync(caller, site, ComputeAsync, linked.Token);
            await answer(result, linked.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw isComputed ? TooLong() : Busy();
        }

        ValueTask<T> ComputeAsync(CancellationToken token)
        {
            isComputed = true;
            return compute(token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
    }

    private static ConcurrencyLimiterOptions Limit(int permits) => new() { PermitLimit = permits, QueueLimit = 0 };

    /// <summary>
    /// Sets the pool's minimum to the threads of all queries and as many again for everything else, so that they are created at once
    /// rather than after the pool has noticed that all are busy. A query is computed on as many threads as there are processors.
    /// </summary>
    private static void KeepThreadsFree(int scans)
    {
        ThreadPool.GetMinThreads(out var threads, out var completionPorts);
        ThreadPool.SetMinThreads(Math.Max(threads, ((2 * scans) + 4) * Environment.ProcessorCount), completionPorts);
    }

    private static ApiException Busy()
    {
        AnalyticsMeter.CountRefused("queries");
        return new(
            StatusCodes.Status503ServiceUnavailable,
            "The server computes as many queries as it can, and as many wait as may; "
                + $"ask again after {RetryAfter.TotalSeconds:0} s, or ask fewer at once.",
            RetryAfter
        );
    }

    private ApiException TooLong()
    {
        AnalyticsMeter.CountRefused("query_too_long");
        return new(
            StatusCodes.Status504GatewayTimeout,
            $"The query was not answered within {_deadline.TotalSeconds:0} s; {AskForLess}. "
                + $"The operator sets the time with {WebOptions.Section}:{nameof(WebOptions.QuerySeconds)}."
        );
    }
}
