using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// The names of events and keys of properties of a period that is merged in several segments. The limits hold for the period as a whole
/// (see <see cref="DistinctLimits"/>): a first pass over the segments collects the texts; if there are too many, a second one finds when
/// each was first seen, and a third one keeps the earliest. Not thread-safe.
/// </summary>
internal sealed class PeriodTexts
{
    private readonly Limited _names = new(DistinctLimits.Names, [VisitRules.Pageview, VisitRules.Engagement, DistinctLimits.Other]);
    private readonly Limited _keys = new(DistinctLimits.PropertyKeys, [DistinctLimits.Other]);

    /// <summary>True if the names seen so far are within the limit.</summary>
    public bool KeepsAllNames => _names.KeepsAll;

    /// <summary>True if the keys seen so far are within the limit.</summary>
    public bool KeepsAllKeys => _keys.KeepsAll;

    /// <summary>Adds the names of a segment.</summary>
    public void NoteNames(Utf8Texts texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            _names.Note(texts.GetString(i));
        }
    }

    /// <summary>Adds the keys of a segment.</summary>
    public void NoteKeys(RollupDraft draft, IEnumerable<int> keys)
    {
        foreach (var key in keys)
        {
            _keys.Note(draft.Pool.GetString(key));
        }
    }

    /// <summary>Returns the names of a segment that are kept.</summary>
    public HashSet<int> KeptNames(RollupDraft draft, Dictionary<int, int> firstSeen) => _names.Kept(draft, firstSeen);

    /// <summary>Returns the keys of a segment that are kept.</summary>
    public HashSet<int> KeptKeys(RollupDraft draft, Dictionary<int, int> firstSeen) => _keys.Kept(draft, firstSeen);

    /// <summary>Ends a pass over all segments.</summary>
    /// <returns>False if the segments must be merged once more.</returns>
    public bool EndPass() => _names.EndPass() & _keys.EndPass();

    private sealed class Limited(int limit, string[] always)
    {
        private readonly Dictionary<string, int> _firstSeen = new(StringComparer.Ordinal);
        private HashSet<string>? _kept;
        private bool _hasTimes;

        public bool KeepsAll { get; private set; } = true;

        public void Note(string text) => _firstSeen.TryAdd(text, int.MaxValue);

        public HashSet<int> Kept(RollupDraft draft, Dictionary<int, int> firstSeen)
        {
            if (_kept is not null)
            {
                return [.. firstSeen.Keys.Where(text => _kept.Contains(draft.Pool.GetString(text)))];
            }

            foreach (var (text, second) in firstSeen)
            {
                var name = draft.Pool.GetString(text);
                _firstSeen[name] = Math.Min(_firstSeen.GetValueOrDefault(name, int.MaxValue), second);
            }

            _hasTimes = true;
            return [.. firstSeen.Keys];
        }

        public bool EndPass()
        {
            var isDone = _kept is not null || _firstSeen.Count - always.Count(_firstSeen.ContainsKey) <= limit;
            KeepsAll = isDone && _kept is null;
            if (!isDone && _hasTimes)
            {
                _kept =
                [
                    .. _firstSeen
                        .Keys.Except(always)
                        .OrderBy(text => _firstSeen[text])
                        .ThenBy(System.Text.Encoding.UTF8.GetBytes, BytesComparer.Instance)
                        .Take(limit),
                    .. always,
                ];
            }

            return isDone;
        }
    }

    private sealed class BytesComparer : IComparer<byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
