using Analytics.Core.Archives;
using Analytics.Core.EventLog;

namespace Analytics.Faults.Tests.Harness;

/// <summary>An instance's way to the log that all share, where calls wait for their turn and fail.</summary>
internal sealed class FaultyLog(Instance instance, InMemoryEventLog log, Faults faults) : IEventLog, IArchiveEraser
{
    public int PartitionCount => log.PartitionCount;

    public async ValueTask AppendAsync(int partition, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        if (instance.IsCutOff || faults.Happens(faults.Rates.Append / 2))
        {
            faults.Counts.Add(FaultKind.AppendRefused);
            throw new EventLogUnavailableException($"Partition {partition} refuses messages.", TimeSpan.FromSeconds(1));
        }

        var fate = faults.Happens(faults.Rates.Append / 2) ? faults.Next(3) : -1;
        if (fate == 0)
        {
            throw Unknown(FaultKind.AppendLost, partition);
        }

        if (fate == 1)
        {
            List<ReadOnlyMemory<byte>> copies = [.. messages.Select(message => (ReadOnlyMemory<byte>)message.ToArray())];
            faults.Postpone(() => log.AppendAsync(partition, copies, CancellationToken.None));
            throw Unknown(FaultKind.AppendLate, partition);
        }

        await log.AppendAsync(partition, messages, cancellationToken);
        if (fate == 2)
        {
            throw Unknown(FaultKind.AppendUnanswered, partition);
        }
    }

    public async ValueTask<IReadOnlyList<LogRecord>> ReadAsync(
        int partition,
        long afterSequenceNumber,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        await faults.WaitAsync(GateKind.Read, faults.Rates.Gate);
        faults.FailRead(instance, FaultKind.LogReadFailed);
        var records = await log.ReadAsync(partition, afterSequenceNumber, maxBytes, cancellationToken);
        await faults.WaitAsync(GateKind.Read, faults.Rates.Gate);
        if (records.Count < 2 || !faults.Happens(faults.Rates.Read * 10))
        {
            return records;
        }

        faults.Counts.Add(FaultKind.LogReadShort);
        return [.. records.Take(1 + faults.Next(records.Count - 1))];
    }

    public async ValueTask<long> LastSequenceNumberAsync(int partition, CancellationToken cancellationToken)
    {
        await faults.WaitAsync(GateKind.Read, faults.Rates.Gate);
        faults.FailRead(instance, FaultKind.LogReadFailed);
        return await log.LastSequenceNumberAsync(partition, cancellationToken);
    }

    public async Task<RewrittenPiece> RewriteNextAsync(
        int partition,
        string? cursor,
        long upTo,
        Func<LogRecord, ReadOnlyMemory<byte>?> rewrite,
        CancellationToken cancellationToken
    )
    {
        await faults.WaitAsync(GateKind.BeforeCommit, faults.Rates.Gate);
        faults.FailRead(instance, FaultKind.RewriteFailed);
        var piece = await log.RewriteNextAsync(partition, cursor, upTo, rewrite, cancellationToken);
        await faults.WaitAsync(GateKind.AfterCommit, faults.Rates.Gate);
        if (faults.Happens(faults.Rates.Commit * 3))
        {
            faults.Counts.Add(FaultKind.RewriteFailed);
            throw Faults.Failure("broke off before the answer to a rewriting");
        }

        return piece;
    }

    public Task PurgeAsync(CancellationToken cancellationToken) => log.PurgeAsync(cancellationToken);

    private EventLogUnavailableException Unknown(FaultKind kind, int partition)
    {
        faults.Counts.Add(kind);
        return new($"Partition {partition} has not answered.", TimeSpan.FromSeconds(1)) { OutcomeUnknown = true };
    }
}
