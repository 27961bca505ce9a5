using System.Runtime.CompilerServices;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Counts reads of hours with their rows, and lets something happen once, beside the next read of a day or of hours.</summary>
internal sealed class RollupReads(ITableStore inner) : DelegatingTableStore(inner)
{
    /// <summary>Reads of single hours with their rows.</summary>
    public int Hours { get; private set; }

    /// <summary>Happens before the next day is read.</summary>
    public Func<Task>? BeforeDay { get; set; }

    /// <summary>Happens before the next hours are listed.</summary>
    public Func<Task>? BeforeHours { get; set; }

    /// <summary>Happens after the next hours were listed.</summary>
    public Func<Task>? AfterHours { get; set; }

    public override async IAsyncEnumerable<TableRow> ReadRangeAsync(
        string table,
        string partitionKey,
        string fromInclusive,
        string? toExclusive,
        bool headsOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var ofHours = IsOf(RollupTier.Hour, table, fromInclusive);
        if (ofHours && BeforeHours is { } before)
        {
            BeforeHours = null;
            await before();
        }

        await foreach (var row in base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken))
        {
            yield return row;
        }

        if (ofHours && AfterHours is { } after)
        {
            AfterHours = null;
            await after();
        }
    }

    public override async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        CancellationToken cancellationToken
    )
    {
        Hours += IsOf(RollupTier.Hour, table, rowKey) ? 1 : 0;
        await HappenAsync(table, rowKey);
        return await base.ReadAsync(table, partitionKey, rowKey, cancellationToken);
    }

    public override async ValueTask<TableRow?> ReadAsync(
        string table,
        string partitionKey,
        string rowKey,
        IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken
    )
    {
        await HappenAsync(table, rowKey);
        return await base.ReadAsync(table, partitionKey, rowKey, parts, cancellationToken);
    }

    private async Task HappenAsync(string table, string rowKey)
    {
        if (IsOf(RollupTier.Day, table, rowKey) && BeforeDay is { } happen)
        {
            BeforeDay = null;
            await happen();
        }
    }

    private static bool IsOf(RollupTier tier, string table, string rowKey) =>
        table == TableNames.Rollups && rowKey.StartsWith(RollupPeriod.Prefix(tier), StringComparison.Ordinal);
}
