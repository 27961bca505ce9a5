namespace Analytics.Core.Periods;

/// <summary>
/// The keys of properties of a period that is merged in several segments. Their limit holds for the period as a whole (see
/// <see cref="DistinctLimits"/>): a first pass over the segments collects the keys; if there are too many, a second one finds when each
/// was first seen, and a third one keeps the earliest. Not thread-safe.
/// </summary>
internal sealed class PeriodKeys
{
    private readonly Dictionary<string, int> _firstSeen = new(StringComparer.Ordinal);
    private HashSet<string>? _kept;
    private bool _hasTimes;

    /// <summary>True if the keys seen so far are within the limit.</summary>
    public bool KeepsAll { get; private set; } = true;

    /// <summary>Adds the keys of a segment.</summary>
    public void Note(RollupDraft draft, IEnumerable<int> keys)
    {
        foreach (var key in keys)
        {
            _firstSeen.TryAdd(draft.Pool.GetString(key), int.MaxValue);
        }
    }

    /// <summary>Returns the keys of a segment that are kept.</summary>
    public HashSet<int> Kept(RollupDraft draft, Dictionary<int, int> firstSeen)
    {
        if (_kept is not null)
        {
            return [.. firstSeen.Keys.Where(key => _kept.Contains(draft.Pool.GetString(key)))];
        }

        foreach (var (number, second) in firstSeen)
        {
            var key = draft.Pool.GetString(number);
            _firstSeen[key] = Math.Min(_firstSeen.GetValueOrDefault(key, int.MaxValue), second);
        }

        _hasTimes = true;
        return [.. firstSeen.Keys];
    }

    /// <summary>Ends a pass over all segments.</summary>
    /// <returns>False if the segments must be merged once more.</returns>
    public bool EndPass()
    {
        var hasOther = _firstSeen.ContainsKey(DistinctLimits.Other);
        var isDone = _kept is not null || _firstSeen.Count - (hasOther ? 1 : 0) <= DistinctLimits.PropertyKeys;
        KeepsAll = isDone && _kept is null;
        if (!isDone && _hasTimes)
        {
            _kept =
            [
                .. _firstSeen
                    .Keys.Where(key => key != DistinctLimits.Other)
                    .OrderBy(key => _firstSeen[key])
                    .ThenBy(System.Text.Encoding.UTF8.GetBytes, BytesComparer.Instance)
                    .Take(DistinctLimits.PropertyKeys),
                DistinctLimits.Other,
            ];
        }

        return isDone;
    }

    private sealed class BytesComparer : IComparer<byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
