namespace Analytics.Core.AccessLogs;

/// <summary>
/// Numbers identical lines, so that each keeps its own id. Identical lines carry the same second and stand close together, so only the
/// last lines are remembered; which ones depends on the log alone, and a second import numbers the same.
/// </summary>
public sealed class LineOrdinals
{
    private const int Remembered = 100_000;

    private Dictionary<ulong, int> _older = [];
    private Dictionary<ulong, int> _recent = [];

    /// <summary>Counts a line. Returns the number of times it was seen before.</summary>
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
