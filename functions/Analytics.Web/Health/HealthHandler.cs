using Analytics.Core.EventLog;
using Analytics.Core.Operations;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Web.Health;

/// <summary>
/// Answers health checks. The process is live while it answers; it is ready while it can reach its log and its tables, the salts of
/// visitors can be read, no partition is stuck, and it is not shutting down.
/// </summary>
internal sealed partial class HealthHandler(
    IEventLog log,
    ITableStore tables,
    PartitionLags lags,
    DailySalts salts,
    IEnumerable<IReadinessCheck> checks,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<HealthHandler> logger
)
{
    // Without them no event is accepted.
    private const string Salts = "visitor salts (the server's log names the row and the remedy)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LagAge = TimeSpan.FromSeconds(10);

    public Task LiveAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, new HealthAnswer("live", []));

    public async Task ReadyAsync(HttpContext context)
    {
        var failing = new List<string>();
        using var timeout = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        await CheckAsync(failing, "event log", async token => await log.LastSequenceNumberAsync(0, token), both.Token);
        await CheckAsync(
            failing,
            "tables",
            async token => await tables.ReadAsync(TableNames.Control, "health", "probe", token),
            both.Token
        );
        foreach (var check in checks)
        {
            await CheckAsync(failing, check.Part, check.CheckAsync, both.Token);
        }

        if (failing.Count == 0)
        {
            await CheckAsync(failing, Salts, async token => await salts.GetAsync(token), both.Token);
            await CheckAsync(failing, "aggregation", CheckPartitionsAsync, both.Token);
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            failing.Add("shutting down");
        }

        await (
            failing.Count == 0
                ? AnswerAsync(context, StatusCodes.Status200OK, new HealthAnswer("ready", []))
                : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, new HealthAnswer("unready", failing))
        );
    }

    private static Task AnswerAsync(HttpContext context, int status, HealthAnswer answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswer.WriteAsync(context, status, answer, ApiJson.Default.HealthAnswer);
    }

    private async Task CheckPartitionsAsync(CancellationToken cancellationToken)
    {
        var measured = await lags.MeasureAsync(LagAge, cancellationToken);
        if (measured.FirstOrDefault(lag => new LogContinuity(lag.Partition, lag.Last, lag.Watermark).IsBehind) is { } behind)
        {
            throw new InvalidDataException(
                $"Partition {behind.Partition} of the log ends at {behind.Last}, and {behind.Watermark} messages are counted: "
                    + "the log was replaced, and new messages would "
                    + "be taken for repeats. Start a new epoch of its sequence numbers, as docs/deploy.md says."
            );
        }

        if (measured.FirstOrDefault(lag => lag.IsStuck) is { } stuck)
        {
            throw new TimeoutException(
                $"Partition {stuck.Partition} stands at {stuck.Watermark} of {stuck.Last} for {stuck.StandsStill.TotalSeconds:0} "
                    + "s; its last error is in this log."
            );
        }
    }

    private async Task CheckAsync(
        List<string> failing,
        string what,
        Func<CancellationToken, Task> probe,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await probe(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            // The answer is public, so it names only the part; the cause is in the log.
            Log.NotReady(logger, e, what);
            failing.Add(what);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Not ready: {Part}")]
        public static partial void NotReady(ILogger logger, Exception exception, string part);
    }
}
