using Analytics.Core.Bytes;
using Analytics.Core.DeadLetters;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>Sets aside the parts of a site's hour, day or month that could not be merged. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The clock.</param>
internal sealed class SetAsideHours(ITableStore tables, TimeProvider clock)
{
    private readonly DeadLetterTable _letters = new(tables, clock);

    /// <summary>
    /// Sets parts aside. May be repeated with the same parts. The site's hours will include messages whose events they lack, so whoever
    /// has these events in memory must read the hours again.
    /// </summary>
    public async Task AddAsync(
        DeadLetterStage stage,
        string site,
        RollupPeriod period,
        IReadOnlyList<IRollupPart> parts,
        Exception reason,
        CancellationToken cancellationToken
    )
    {
        var payload = new ByteSink();
        foreach (var part in parts)
        {
            Write(payload, site, part);
        }

        await _letters.SetAsideAsync(
            new(stage, site, null, period.RowKey, DeadLetterReason.Of(reason), payload.ToArray()),
            cancellationToken
        );
        await tables.CommitAsync(TableNames.Rollups, site, [RewriteMark.Write()], cancellationToken);
    }

    /// <summary>Sets aside a row of event ids that cannot be read.</summary>
    public Task AddAsync(TableRow row, TableCorruptException reason) =>
        _letters.SetAsideAsync(
            new(DeadLetterStage.RollUp, row.PartitionKey, null, row.RowKey, DeadLetterReason.Of(reason), row.Body),
            CancellationToken.None
        );

    /// <summary>Writes the length and the stored bytes of a part, even if it cannot be read.</summary>
    private static void Write(ByteSink payload, string site, IRollupPart part)
    {
        if (part is LiveBlock block)
        {
            payload.Varint((uint)block.Content.Length);
            payload.Bytes(block.Content.Span);
            return;
        }

        try
        {
            var encoded = new RollupEncoder().Encode((Rollup)part, compress: false);
            payload.Varint((uint)encoded.Length);
            payload.Bytes(encoded.Head.Span);
            payload.Bytes(encoded.Body.Span);
        }
        catch (Exception exception) when (StageBoundary.SetsAside(exception))
        {
            payload.Varint(0);
        }
    }
}
