namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Finds the time bucket of a second of a segment by arithmetic: seconds are divided into slots of equal length such that no bucket's
/// edge is within a slot, and a table has the bucket of each slot.
/// </summary>
internal sealed class TimeSlots
{
    /// <summary>The bucket of seconds outside of the range.</summary>
    public const int Outside = -1;

    private const int MaxSlots = 1 << 18;

    private readonly int[]? _slots;
    private readonly uint _slotSeconds = 1;
    private readonly ScanRequest _request;
    private readonly long _start;
    private readonly int _first;

    /// <param name="request">The range and its buckets.</param>
    /// <param name="start">The second that a segment's seconds count from, Unix time.</param>
    /// <param name="min">The first second that occurs.</param>
    /// <param name="max">The last second that occurs.</param>
    public TimeSlots(ScanRequest request, long start, int min, int max)
    {
        (_request, _start) = (request, start);
        _first = Search(request, start + min);
        Only = OnlyOf(request, start + min, start + max);
        if (Only is not null)
        {
            return;
        }

        var length = Length(start + min, start + max);
        _slotSeconds = (uint)length;
        if ((max / length) < MaxSlots)
        {
            _slots = new int[(max / length) + 1];
            for (var slot = (int)(min / length); slot < _slots.Length; slot++)
            {
                _slots[slot] = Search(request, start + Math.Max(min, slot * length));
            }
        }
    }

    /// <summary>The bucket of all occurring seconds, if it is the same for all; otherwise null.</summary>
    public int? Only { get; }

    /// <summary>Returns the bucket of a second since the segment's start, or <see cref="Outside"/>.</summary>
    public int Of(int second) => Only ?? (_slots is null ? Search(_request, _start + second) : _slots[(uint)second / _slotSeconds]);

    /// <summary>Returns the bucket of all seconds of a range in Unix time, if it is the same for all; otherwise null.</summary>
    public static int? OnlyOf(ScanRequest request, long first, long last)
    {
        if (last < request.From || first >= request.To)
        {
            return Outside;
        }

        var bucket = Search(request, first);
        return bucket != Outside && bucket == Search(request, last) ? bucket : null;
    }

    private static int Search(ScanRequest request, long second) =>
        second < request.From || second >= request.To ? Outside : ScanGroups.BucketOf(request, second);

    /// <summary>Returns the largest slot length that divides the distances of all edges from the start.</summary>
    private long Length(long min, long max)
    {
        long length = 86_400;
        Cut(_request.From);
        Cut(_request.To);
        for (var bucket = Math.Max(_first, 0); bucket < _request.BucketStarts.Count && _request.BucketStarts[bucket] <= max; bucket++)
        {
            Cut(_request.BucketStarts[bucket]);
        }

        return length;

        void Cut(long edge)
        {
            for (var rest = edge - _start; edge > min && edge <= max && rest != 0; )
            {
                (length, rest) = (rest, length % rest);
            }
        }
    }
}
