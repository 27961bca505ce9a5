using System.Globalization;
using Analytics.Core.Tables;

namespace Analytics.Core.Rollups;

/// <summary>A row of ids without a timestamp, without the ids; see <see cref="EventIdTable"/>.</summary>
/// <param name="Day">The UTC day's first second, Unix time.</param>
/// <param name="Keys">The keys that belong into it.</param>
/// <param name="ETag">Its version; null if it is not stored yet.</param>
internal sealed record EventIdRow(long Day, KeyPrefix Keys, string? ETag)
{
    /// <summary>The row key.</summary>
    public string RowKey => $"{EventIdTable.DayKey(Day)}|{Keys.Name}";

    /// <summary>Reads the key of a row; null if it has none of this form.</summary>
    public static EventIdRow? TryRead(TableRow row) =>
        row.RowKey.Split('|') is [_, var day, var name]
        && KeyPrefix.TryParse(name) is { } keys
        && DateTimeOffset.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var midnight)
            ? new(midnight.ToUnixTimeSeconds(), keys, row.ETag)
            : null;
}
