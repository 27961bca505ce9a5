using Analytics.Local.Clients;

namespace Analytics.Local.Loading;

/// <summary>Sends generated traffic over some connections at once and times the answers.</summary>
internal sealed class LoadRun(ApiClient client, LoadOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _latencies = [];
    private long _accepted;
    private long _rejected;
    private long _retries;
    private long _started;
    private long _sent;

    /// <summary>Events acknowledged so far.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Events refused so far.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>The reason of the first refusal; null if no event was refused.</summary>
    public string? FirstRejection { get; private set; }

    /// <summary>Requests sent again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Sends until the time is over.</summary>
    /// <returns>The latencies of all acknowledged requests, sorted.</returns>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(CancellationToken cancellationToken)
    {
        _started = timeProvider.GetTimestamp();
        var seed = (ulong)timeProvider.GetUtcNow().UtcTicks;
        await Task.WhenAll(
            Enumerable
                .Range(0, options.Connections)
                .Select(connection => Task.Run(() => SendAsync(seed + (ulong)connection, cancellationToken), cancellationToken))
        );
        _latencies.Sort();
        return _latencies;
    }

    private async Task SendAsync(ulong seed, CancellationToken cancellationToken)
    {
        var generator = new TrafficGenerator(options.Sites, options.Import, seed);
        var buffer = new byte[options.Batch * TrafficGenerator.MaxEventBytes];
        while (timeProvider.GetElapsedTime(_started) < options.Duration)
        {
            await PaceAsync(cancellationToken);
            var length = generator.Write(buffer, options.Batch, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
            await SendAsync(buffer.AsMemory(0, length), cancellationToken);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var path = options.Import ? "/api/events?import=true" : "/api/events";
        while (true)
        {
            var sentAt = timeProvider.GetTimestamp();
            try
            {
                var receipt = await client.PostAsync(
                    path,
                    body,
                    "application/x-ndjson",
                    null,
                    ClientJson.Default.BatchReceipt,
                    cancellationToken
                );
                Count(receipt, timeProvider.GetElapsedTime(sentAt));
                return;
            }
            catch (ApiClientException exception)
                when (exception.IsTransient && timeProvider.GetElapsedTime(_started) < options.Duration * 2)
            {
                Interlocked.Increment(ref _retries);
                await Task.Delay(exception.RetryAfter ?? Pause, timeProvider, cancellationToken);
            }
        }
    }

    private void Count(BatchReceipt receipt, TimeSpan latency)
    {
        if (receipt.Rejected.Count > 0 && receipt.Accepted == 0)
        {
            throw new ApiClientException(
                $"The server refuses the events: {receipt.Rejected[0].Message}",
                System.Net.HttpStatusCode.BadRequest
            );
        }

        if (receipt.Rejected.Count > 0)
        {
            FirstRejection ??= receipt.Rejected[0].Message;
        }

        Interlocked.Add(ref _accepted, receipt.Accepted);
        Interlocked.Add(ref _rejected, receipt.RejectedCount);
        lock (_gate)
        {
            _latencies.Add(latency);
        }
    }

    private async ValueTask PaceAsync(CancellationToken cancellationToken)
    {
        if (options.Rate == 0)
        {
            return;
        }

        var due = TimeSpan.FromSeconds((Interlocked.Add(ref _sent, options.Batch) - options.Batch) / (double)options.Rate);
        var early = due - timeProvider.GetElapsedTime(_started);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, timeProvider, cancellationToken);
        }
    }
}
