namespace Analytics.Core.Queries.Scanning;

/// <summary>Adds up the answers to several scans of one question, including visitors. Not thread-safe.</summary>
/// <param name="budget">The question's budget; null for no limit.</param>
internal sealed class ScanSum(ScanBudget? budget) : IDisposable
{
    private readonly Dictionary<(long Bucket, string?[] Values), ScanGroup> _groups = new(GroupKeyComparer.Instance);
    private readonly HeldMemory? _memory = budget?.Memory.BeginPart();
    private double _fraction = 1;
    private ScanNeeds _exact = ScanNeeds.All;
    private SampledTotal _total;
    private bool _mayHaveLasting;

    /// <summary>The sum, whose groups are its own.</summary>
    public ScanResult Result =>
        new([.. _groups.Values], _fraction, _exact, _total.Counted) { Total = _total, MayHaveLastingVisitors = _mayHaveLasting };

    /// <summary>Adds an answer, of which nothing is changed or kept.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="firstBucket">The time bucket of the sum that is the first one of the answer.</param>
    public void Add(ScanResult result, int firstBucket = 0)
    {
        _fraction = Math.Min(_fraction, result.SampledFraction);
        _exact &= result.Exact;
        _total = _total.And(result.Total);
        _mayHaveLasting |= result.MayHaveLastingVisitors;
        foreach (var group in result.Groups)
        {
            var bucket = firstBucket + group.Bucket;
            if (!_groups.TryGetValue((bucket, group.Values), out var sum))
            {
                budget?.RequireGroups(_groups.Count + 1);
                _memory?.Take(ScanGroup.PlaceBytes + group.Weight);
                _groups[(bucket, group.Values)] = sum = ScanGroup.EmptyAt(bucket, group.Values);
            }

            sum.Add(group);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _memory?.Dispose();
}
