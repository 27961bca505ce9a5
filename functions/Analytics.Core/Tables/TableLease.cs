using System.Buffers.Binary;

namespace Analytics.Core.Tables;

/// <summary>
/// Lets only one of several processes at a time do a piece of work. The process that wrote the lease's row last holds it, for a minute
/// from that write by the clock, and renews it every 20 seconds. If that fails, or another process has written the row, the holder's work
/// is cancelled before the minute is over. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A killed holder whose clock was ahead by hours leaves a row that expires in hours. So a process that finds the same row again
/// after a minute takes the lease, whatever its time: a running holder would have renewed it three times.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="name">Name of the leased work; a row key.</param>
/// <param name="clock">The clock. Clocks of processes may differ by a few seconds.</param>
public sealed class TableLease(ITableStore tables, string name, TimeProvider clock)
{
    private const string PartitionKey = "leases";
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    // The rest of the term is for the work to end, and for differences between clocks.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private (string ETag, long Since)? _found;

    /// <summary>Waits until the lease is free, then works while holding it.</summary>
    /// <param name="work">The work; its token is cancelled when the lease is lost.</param>
    /// <param name="cancellationToken">Cancels the wait and the work.</param>
    /// <exception cref="IOException">The lease was lost, and the work was cancelled.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryTakeAsync(cancellationToken) is { } lease)
            {
                return await WorkAsync(work, lease, cancellationToken);
            }

            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }

    /// <summary>Runs like <see cref="RunAsync"/>, but does nothing if the lease is taken.</summary>
    /// <returns>False if it is taken.</returns>
    /// <exception cref="IOException">The lease was lost, and the work was cancelled.</exception>
    public async Task<bool> TryRunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(cancellationToken) is not { } lease)
        {
            return false;
        }

        return await WorkAsync(
            async token =>
            {
                await work(token);
                return true;
            },
            lease,
            cancellationToken
        );
    }

    private async Task<T> WorkAsync<T>(Func<CancellationToken, Task<T>> work, HeldLease lease, CancellationToken cancellationToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var keeping = KeepAsync(lease, lost, ended.Token);
        try
        {
            var result = await work(lost.Token);
            return lease.IsLost ? throw Lost(lease) : result;
        }
        catch (OperationCanceledException) when (lease.IsLost && !cancellationToken.IsCancellationRequested)
        {
            throw Lost(lease);
        }
        finally
        {
            await ended.CancelAsync();
            await keeping;
            await ReleaseAsync(lease);
        }
    }

    private async Task<HeldLease?> TryTakeAsync(CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, name, cancellationToken);
        if (row is not null && ExpiryOf(row) > clock.GetUtcNow() && !IsLeftBehind(row))
        {
            return null;
        }

        var started = clock.GetTimestamp();
        var operation = row is null ? TableOperation.Insert(name, Body()) : TableOperation.Replace(name, Body(), row.ETag);
        var commit = await tables.CommitAsync(TableNames.Control, PartitionKey, [operation], cancellationToken);
        return commit.Committed ? new HeldLease(commit.ETags![0], started) : null;
    }

    /// <summary>Returns true if a row was found a whole term ago and has not been written since.</summary>
    private bool IsLeftBehind(TableRow row)
    {
        lock (_gate)
        {
            if (_found is { } found && found.ETag == row.ETag)
            {
                return clock.GetElapsedTime(found.Since) >= Term;
            }

            _found = (row.ETag, clock.GetTimestamp());
            return false;
        }
    }

    /// <summary>Renews the lease until the work has ended; cancels the work if that fails for too long or another has it.</summary>
    private async Task KeepAsync(HeldLease lease, CancellationTokenSource lost, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var remaining = GiveUpAfter - clock.GetElapsedTime(lease.Since);
            if (remaining <= TimeSpan.Zero)
            {
                lease.Failure ??= new TimeoutException($"It was not renewed within {GiveUpAfter.TotalSeconds:0} s.");
                lease.IsLost = true;
            }

            if (lease.IsLost)
            {
                await lost.CancelAsync();
                return;
            }

            using var deadline = new CancellationTokenSource(remaining, clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, deadline.Token);
            try
            {
                await Task.Delay(RenewEvery, clock, stop.Token);
                await RenewAsync(lease, stop.Token);
            }
            catch (Exception exception)
            {
                // The work has ended; or the storage does not answer, and the next iteration tries again while there is time.
                lease.Failure = exception is OperationCanceledException ? lease.Failure : exception;
            }
        }
    }

    private async Task RenewAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        if (lease.Unanswered is not null)
        {
            await AdoptAsync(lease, cancellationToken);
        }

        var started = clock.GetTimestamp();
        var body = Body();
        lease.Unanswered = body;
        var commit = await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [TableOperation.Replace(name, body, lease.ETag)],
            cancellationToken
        );
        (lease.Failure, lease.Unanswered) = (null, null);
        if (commit.Committed)
        {
            (lease.ETag, lease.Since) = (commit.ETags![0], started);
        }
        else
        {
            lease.IsLost = true;
        }
    }

    /// <summary>
    /// Checks if a renewal without an answer took effect: then the row has the renewal's body, and another ETag.
    /// </summary>
    private async Task AdoptAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, name, cancellationToken);
        if (row is not null && row.Body.Span.SequenceEqual(lease.Unanswered))
        {
            lease.ETag = row.ETag;
        }
    }

    private async Task ReleaseAsync(HeldLease lease)
    {
        if (lease.IsLost)
        {
            return;
        }

        // Also after a cancellation, so that the next holder need not wait for the end of the term.
        using var deadline = new CancellationTokenSource(PollInterval, clock);
        try
        {
            if (!await DeleteAsync(lease, deadline.Token) && lease.Unanswered is not null)
            {
                // The renewal that the end of the work interrupted took effect.
                await AdoptAsync(lease, deadline.Token);
                await DeleteAsync(lease, deadline.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The work is done and the lease ends by itself within a minute.
            return;
        }
    }

    private async Task<bool> DeleteAsync(HeldLease lease, CancellationToken cancellationToken) =>
        (
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(name, lease.ETag)], cancellationToken)
        ).Committed;

    private byte[] Body()
    {
        var body = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(body, (clock.GetUtcNow() + Term).ToUnixTimeMilliseconds());
        return body;
    }

    private DateTimeOffset ExpiryOf(TableRow row) =>
        row.Body.Length == sizeof(long)
            ? DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(row.Body.Span))
            : throw new TableCorruptException(
                $"The lease '{name}' has {row.Body.Length} bytes instead of {sizeof(long)}. "
                    + $"Delete its row in the table '{TableNames.Control}'."
            );

    private IOException Lost(HeldLease lease) =>
        new(
            $"The lease '{name}' was lost: "
                + $"{lease.Failure?.Message ?? "another process has taken it."} What it protects was broken off and will be tried again.",
            lease.Failure
        );

    /// <summary>A lease that this process holds.</summary>
    private sealed class HeldLease(string etag, long since)
    {
        private volatile bool _isLost;

        /// <summary>ETag of the last write.</summary>
        public string ETag { get; set; } = etag;

        /// <summary>A timestamp from before the last write.</summary>
        public long Since { get; set; } = since;

        /// <summary>The body of the last renewal if its effect is unknown; otherwise null.</summary>
        public byte[]? Unanswered { get; set; }

        /// <summary>The failure of the last renewal.</summary>
        public Exception? Failure { get; set; }

        public bool IsLost
        {
            get => _isLost;
            set => _isLost = value;
        }
    }
}
