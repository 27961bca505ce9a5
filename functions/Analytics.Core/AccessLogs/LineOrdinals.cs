namespace Analytics.Core.AccessLogs;

/// <summary>
/// Numbers identical lines, so that each gets its own id. Identical lines have the same second and are close together, so only the last
/// 100,000 to 200,000 distinct lines are remembered. The numbers depend on the log alone: a second import numbers the lines alike. Not
/// thread-safe.
/// </summary>
public sealed class LineOrdinals
{
    private const int Remembered = 100_000;

    private Dictionary<ulong, int> _older = [];
    private Dictionary<ulong, int> _recent = [];

    /// <summary>Counts a line and returns the number of times that it was seen before.</summary>
    public int Next(ulong lineHash)
    {
        if (!_recent.TryGetValue(lineHash, out var count))
        {
            _older.TryGetValue(lineHash, out count);
        }

        if (_recent.Count >= Remembered)
        {
            (_older, _recent) = (_recent, _older);
            _recent.Clear();
        }

        _recent[lineHash] = count + 1;
        return count;
    }
}
