using System.Buffers.Binary;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>Stores when the hours were last rolled up, so that any instance can compute the roll-up's lag. Thread-safe.</summary>
/// <param name="tables">The tables.</param>
/// <param name="clock">The current time.</param>
public sealed class RollupClock(ITableStore tables, TimeProvider clock)
{
    private const string Partition = "rollups";
    private const string Row = "hourly";
    private const long Hour = 3600;

    /// <summary>The current time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Records that all hours that were closed at a time are rolled up.</summary>
    public async Task RecordAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var body = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(body, time.ToUnixTimeSeconds());
        await tables.CommitAsync(TableNames.Control, Partition, [TableOperation.Upsert(Row, body)], cancellationToken);
    }

    /// <summary>Returns the time that the oldest closed hour has waited; null before the first roll-up.</summary>
    public async Task<TimeSpan?> LagAsync(CancellationToken cancellationToken)
    {
        if (await tables.ReadAsync(TableNames.Control, Partition, Row, cancellationToken) is not { } row)
        {
            return null;
        }

        var last = BinaryPrimitives.ReadInt64LittleEndian(row.Body.Span);
        var due = ((last / Hour) + 1) * Hour;
        return TimeSpan.FromSeconds(Math.Max(0, clock.GetUtcNow().ToUnixTimeSeconds() - due));
    }
}
