using System.Buffers.Binary;

namespace Analytics.Core.Tables;

/// <summary>
/// Lets one of several processes at a time do a piece of work. Held by whoever wrote the lease's row last, for a minute from that write by
/// the clock; the holder writes it again every 20 seconds. A holder that can't, or finds that another has written, has its work cancelled
/// before the minute is over. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A holder whose clock was ahead by hours, and that was killed, leaves a row that ends in hours. So whoever finds the same row again
/// after a minute takes it, whatever its time: a living holder would have written it three times.
/// </remarks>
/// <param name="tables">The tables.</param>
/// <param name="name">Name of the leased work; a row key.</param>
/// <param name="clock">The clock. Those of the processes may differ by a few seconds.</param>
public sealed class TableLease(ITableStore tables, string name, TimeProvider clock)
{
    private const string PartitionKey = "leases";
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    // The rest of the term is for the work to end in, and for clocks that differ.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private (string ETag, long Since)? _found;

    /// <summary>Waits until the lease is free, then works while holding it.</summary>
    /// <param name="work">The work; its token is cancelled when the lease is lost.</param>
    /// <param name="cancellationToken">Cancels the wait and the work.</param>
    /// <exception cref="IOException">The lease was lost; the work was broken off.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryTakeAsync(cancellationToken) is { } held)
            {
                return await WorkAsync(work, held, cancellationToken);
            }

            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, but does nothing if the lease is taken.</summary>
    /// <returns>False if it is taken.</returns>
    /// <exception cref="IOException">The lease was lost; the work was broken off.</exception>
    public async Task<bool> TryRunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(cancellationToken) is not { } held)
        {
            return false;
        }

        return await WorkAsync(
            async token =>
            {
                await work(token);
                return true;
            },
            held,
            cancellationToken
        );
    }

    private async Task<T> WorkAsync<T>(Func<CancellationToken, Task<T>> work, Held held, CancellationToken cancellationToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var keeping = KeepAsync(held, lost, ended.Token);
        try
        {
            var result = await work(lost.Token);
            return held.IsLost ? throw Lost(held) : result;
        }
        catch (OperationCanceledException) when (held.IsLost && !cancellationToken.IsCancellationRequested)
        {
            throw Lost(held);
        }
        finally
        {
            await ended.CancelAsync();
            await keeping;
            await ReleaseAsync(held);
        }
    }

    private async Task<Held?> TryTakeAsync(CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, name, cancellationToken);
        if (row is not null && ExpiryOf(row) > clock.GetUtcNow() && !IsLeftBehind(row))
        {
            return null;
        }

        var started = clock.GetTimestamp();
        var operation = row is null ? TableOperation.Insert(name, Body()) : TableOperation.Replace(name, Body(), row.ETag);
        var commit = await tables.CommitAsync(TableNames.Control, PartitionKey, [operation], cancellationToken);
        return commit.Committed ? new Held(commit.ETags![0], started) : null;
    }

    /// <summary>True if a row was found a whole term ago and has not been written since.</summary>
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
    private async Task KeepAsync(Held held, CancellationTokenSource lost, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var remaining = GiveUpAfter - clock.GetElapsedTime(held.Since);
            if (remaining <= TimeSpan.Zero)
            {
                held.Failure ??= new TimeoutException($"It was not renewed within {GiveUpAfter.TotalSeconds:0} s.");
                held.IsLost = true;
            }

            if (held.IsLost)
            {
                await lost.CancelAsync();
                return;
            }

            using var deadline = new CancellationTokenSource(remaining, clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, deadline.Token);
            try
            {
                await Task.Delay(RenewEvery, clock, stop.Token);
                await RenewAsync(held, stop.Token);
            }
            catch (Exception exception)
            {
                // The work has ended; or the storage does not answer, which the next turn tries again while there is time.
                held.Failure = exception is OperationCanceledException ? held.Failure : exception;
            }
        }
    }

    private async Task RenewAsync(Held held, CancellationToken cancellationToken)
    {
        if (held.Unanswered is not null)
        {
            await AdoptAsync(held, cancellationToken);
        }

        var started = clock.GetTimestamp();
        var body = Body();
        held.Unanswered = body;
        var commit = await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [TableOperation.Replace(name, body, held.ETag)],
            cancellationToken
        );
        (held.Failure, held.Unanswered) = (null, null);
        if (commit.Committed)
        {
            (held.ETag, held.Since) = (commit.ETags![0], started);
        }
        else
        {
            held.IsLost = true;
        }
    }

    /// <summary>
    /// Finds out whether a renewal took effect whose answer did not arrive: then the row has what it wrote, and another ETag.
    /// </summary>
    private async Task AdoptAsync(Held held, CancellationToken cancellationToken)
    {
        var row = await tables.ReadAsync(TableNames.Control, PartitionKey, name, cancellationToken);
        if (row is not null && row.Body.Span.SequenceEqual(held.Unanswered))
        {
            held.ETag = row.ETag;
        }
    }

    private async Task ReleaseAsync(Held held)
    {
        if (held.IsLost)
        {
            return;
        }

        // Also when the work was cancelled: the next one should not wait for the end of the term.
        using var deadline = new CancellationTokenSource(LookEvery, clock);
        try
        {
            if (!await DeleteAsync(held, deadline.Token) && held.Unanswered is not null)
            {
                // The renewal that the end of the work broke off took effect.
                await AdoptAsync(held, deadline.Token);
                await DeleteAsync(held, deadline.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The work is done and the lease ends by itself within a minute.
            return;
        }
    }

    private async Task<bool> DeleteAsync(Held held, CancellationToken cancellationToken) =>
        (
            await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(name, held.ETag)], cancellationToken)
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
                $"The lease '{name}' has {row.Body.Length} bytes instead of {sizeof(long)}. Delete its row in the table '{TableNames.Control}'."
            );

    private IOException Lost(Held held) =>
        new(
            $"The lease '{name}' was lost: {held.Failure?.Message ?? "another process has taken it."} What it protects was broken off and will be tried again.",
            held.Failure
        );

    /// <summary>A lease that this process holds.</summary>
    private sealed class Held(string etag, long since)
    {
        private volatile bool _isLost;

        /// <summary>ETag of the last write.</summary>
        public string ETag { get; set; } = etag;

        /// <summary>A moment before the last write.</summary>
        public long Since { get; set; } = since;

        /// <summary>The body that the last renewal wrote, if it is not known whether that took effect; else null.</summary>
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
