using Analytics.Core.Periods;
using Analytics.Core.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Adds up exact contributions in the site's numbers of texts; numbers become texts only once, at the end. Not thread-safe.
/// </summary>
/// <param name="scan">The compiled scan.</param>
internal sealed class GroupSum(CompiledScan scan) : IDisposable
{
    /// <summary>Approximate bytes of the counts of a group and of its number.</summary>
    private const long CountBytes = 110;

    private readonly int _dimensions = scan.Request.Dimensions.Count;
    private readonly GroupNumbers _groups = new(scan.Request.Dimensions.Count, scan.Request.BucketStarts.Count);
    private readonly List<(VisitorPairs Pairs, int[] Groups)> _pairs = [];
    private readonly List<(VisitorRows Rows, int[] Groups)> _rows = [];
    private GroupCounts[] _counts = new GroupCounts[64];
    private GroupMeasures?[] _measures = [];
    private ReturnCounts? _returns;

    /// <summary>Adds the counts of a part. Its pairs and rows must stay unchanged until <see cref="CountVisitors"/>.</summary>
    public void Add(CountedPart part)
    {
        var contribution = part.Contribution;
        var groups = new int[contribution.Counts.Length];
        var codes = new int[_dimensions + 1];
        for (var group = 0; group < groups.Length; group++)
        {
            contribution.CodesOf(group).CopyTo(codes);
            codes[^1] = ScanGroups.BucketOf(scan.Request, contribution.BucketStarts[group]);
            groups[group] = NumberOf(codes);
            _counts[groups[group]].Add(contribution.Counts[group]);
            Add(groups[group], contribution.Measures?[group]);
        }

        foreach (var pairs in part.Pairs)
        {
            _pairs.Add((scan.Request.HasShares ? VisitorPairs.Of(pairs.ToList().ConvertAll(WithoutShare)) : pairs, groups));
        }

        foreach (var rows in part.Rows)
        {
            _rows.Add((rows, rows.NumbersOf(groups)));
        }
    }

    /// <summary>Adds a partial result with texts.</summary>
    /// <param name="partial">The partial result; not sampled.</param>
    public void Add(PartialScan partial)
    {
        var pairs = new List<(ulong Visitor, int Group)>();
        var codes = new int[_dimensions + 1];
        foreach (var part in partial.Groups)
        {
            for (var i = 0; i < _dimensions; i++)
            {
                codes[i] = part.Values[i] is { } text ? scan.Needs.Numbers[scan.Groups[i]].NumberOf(text) : TextNumbers.Absent;
            }

            codes[^1] = ScanGroups.BucketOf(scan.Request, part.BucketStart);
            var group = NumberOf(codes);
            _counts[group].Add(part.Counts);
            Add(group, part.Measures);
            pairs.AddRange(part.Shared.Select(visitor => (visitor, group)));
        }

        if (pairs.Count > 0)
        {
            pairs = scan.Request.HasShares ? pairs.ConvertAll(WithoutShare) : pairs;
            _pairs.Add((VisitorPairs.Of(pairs), [.. Enumerable.Range(0, _groups.Count)]));
        }
    }

    /// <summary>Numbers of segments whose pairs, and whose rows, were added and not removed.</summary>
    public (int Pairs, int Rows) Segments => (_pairs.Count, _rows.Count);

    /// <summary>Counts the visitors of all pairs and rows whose ids have a prefix.</summary>
    /// <param name="bits">Bits of the prefix; 0 for all visitors.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="cancellationToken">Cancels the count.</param>
    public void CountVisitors(int bits, int prefix, CancellationToken cancellationToken)
    {
        if (_pairs.Count + _rows.Count == 0)
        {
            return;
        }

        var visitors = new long[_groups.Count];
        _returns = scan.Request.TellsReturns ? new ReturnCounts(_groups, _dimensions, before: _returns) : null;
        DistinctVisitors.Count(
            bits,
            prefix,
            [
                .. _pairs.Select(one => ((VisitorGroups)one.Pairs, one.Groups)),
                .. _rows.Select(one => ((VisitorGroups)one.Rows, one.Groups)),
            ],
            visitors,
            _returns,
            cancellationToken
        );
        for (var group = 0; group < visitors.Length; group++)
        {
            _counts[group][ScanCounter.Visitors] += visitors[group];
        }
    }

    /// <summary>Counts the visitors with a prefix once for each further run of pairs that they occur in.</summary>
    /// <param name="bits">Number of bits of the prefix; 0 for all visitors.</param>
    /// <param name="prefix">The prefix.</param>
    public int RepeatedVisitors(int bits, int prefix)
    {
        var range = VisitorRange.OfPrefix(bits, prefix);
        var seen = new HashSet<ulong>();
        var repeated = 0;
        foreach (var (pairs, _) in _pairs)
        {
            ulong? last = null;
            for (var i = pairs.FirstAtOrAbove(range.First); i < pairs.Length && pairs.VisitorOf(i) <= range.Last; i++)
            {
                if (pairs.VisitorOf(i) != last)
                {
                    last = pairs.VisitorOf(i);
                    repeated += seen.Add(last.Value) ? 0 : 1;
                }
            }
        }

        return repeated;
    }

    /// <summary>Removes the pairs and rows added last.</summary>
    /// <param name="segments">Numbers of segments whose pairs and rows stay; an earlier value of <see cref="Segments"/>.</param>
    public void Forget((int Pairs, int Rows) segments)
    {
        _pairs.RemoveRange(segments.Pairs, _pairs.Count - segments.Pairs);
        _rows.RemoveRange(segments.Rows, _rows.Count - segments.Rows);
    }

    /// <summary>Adds the sums to groups with texts.</summary>
    public void AddTo(ScanGroups groups)
    {
        var codes = new int[_dimensions + 1];
        for (var group = 0; group < _groups.Count; group++)
        {
            _groups.Read(group, codes);
            var values = new string?[_dimensions];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = scan.Needs.Numbers[scan.Groups[i]][codes[i]];
            }

            groups.Add(codes[^1], values, _counts[group], group < _measures.Length ? _measures[group] : null);
            if (scan.Request.TellsReturns)
            {
                groups.At(codes[^1], values).Returns = _returns?.Of(group) ?? default;
            }
        }
    }

    public void Dispose() => _groups.Dispose();

    private static (ulong Visitor, int Group) WithoutShare((ulong Visitor, int Group) pair) =>
        (VisitorIds.WithoutShare(pair.Visitor), pair.Group);

    private void Add(int group, GroupMeasures? measures)
    {
        if (measures is null)
        {
            return;
        }

        if (group >= _measures.Length)
        {
            Array.Resize(ref _measures, Math.Max(group + 1, _measures.Length * 2));
        }

        if (_measures[group] is null)
        {
            scan.Request.Memory?.Take(measures.Weight);
        }

        (_measures[group] ??= new()).Add(measures);
    }

    private int NumberOf(ReadOnlySpan<int> codes)
    {
        for (var i = 0; i < _dimensions; i++)
        {
            _groups.Reserve(i, codes[i]);
        }

        var number = _groups.Number(codes);
        if (number >= _counts.Length)
        {
            scan.Request.Budget?.RequireGroups(number + 1);
            var size = Math.Max(number + 1, _counts.Length * 2);
            scan.Request.Memory?.Take((size - _counts.Length) * CountBytes);
            Array.Resize(ref _counts, size);
        }

        return number;
    }
}
