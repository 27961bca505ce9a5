using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>
/// The rows of ids without a timestamp of one site that were read last, so that a growing day does not read them for each new event: they
/// change only when hours are rolled up. Not thread-safe.
/// </summary>
/// <param name="maxWeight">Maximum bytes; rows beyond it are read again each time.</param>
internal sealed class EventIdCache(long maxWeight = 32 * 1024 * 1024)
{
    private readonly Dictionary<string, (string? ETag, EventIds Ids)> _rows = new(StringComparer.Ordinal);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight { get; private set; }

    /// <summary>Returns the ids of a row; null if they are not here or of another version.</summary>
    public EventIds? Find(EventIdRow row) => _rows.TryGetValue(row.RowKey, out var found) && found.ETag == row.ETag ? found.Ids : null;

    /// <summary>Adds a row if there is room.</summary>
    public void Add(TableRow row, EventIds ids)
    {
        if (Weight + ids.Weight <= maxWeight && _rows.TryAdd(row.RowKey, (row.ETag, ids)))
        {
            Weight += ids.Weight;
        }
    }

    /// <summary>Removes all rows but some, and those of other versions.</summary>
    public void Keep(IEnumerable<EventIdRow> rows)
    {
        var kept = rows.ToDictionary(row => row.RowKey, row => row.ETag, StringComparer.Ordinal);
        foreach (var (key, (etag, ids)) in _rows)
        {
            if (!kept.TryGetValue(key, out var now) || now != etag)
            {
                _rows.Remove(key);
                Weight -= ids.Weight;
            }
        }
    }
}
