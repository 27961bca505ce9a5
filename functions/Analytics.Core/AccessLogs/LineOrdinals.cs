namespace Analytics.Core.AccessLogs;

/// <summary>
/// Numbers identical lines, so that each gets its own id. The numbers depend on the log alone: a second import numbers the lines alike.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Memory is bounded: the last <paramref name="remembered"/> to twice as many distinct lines are remembered, at some 20 bytes each. A line
/// that was forgotten is numbered from 0 again.
/// </remarks>
/// <param name="remembered">Minimum number of distinct lines that are remembered.</param>
public sealed class LineOrdinals(int remembered = LineOrdinals.MostLines)
{
    /// <summary>Number of distinct lines that are remembered by default: two tables of 384 MiB hold them.</summary>
    public const int MostLines = 25_000_000;

    private LineCounts _older = new();
    private LineCounts _recent = new();

    /// <summary>True if lines were forgotten, so that equal lines further apart have the same number.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Counts a line and returns the number of times that it was seen before.</summary>
    public int Next(ulong lineHash)
    {
        ref var count = ref _recent.Of(lineHash);
        if (count == 0)
        {
            count = _older.Find(lineHash);
        }

        var before = count++;
        if (_recent.Lines >= remembered)
        {
            HasForgotten |= _older.Lines > 0;
            (_older, _recent) = (_recent, new LineCounts());
        }

        return before;
    }
}
