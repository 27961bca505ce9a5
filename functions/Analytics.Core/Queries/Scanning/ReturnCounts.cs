namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// How many visitors of each group were last in the group of the same value how many time buckets before. Groups are in the order of
/// values, those of one value in the order of time: their position in that order is their place. Thread-safe while nothing is added.
/// </summary>
internal sealed class ReturnCounts
{
    /// <summary>The longest return that is counted, in time buckets.</summary>
    public const int Longest = 31;

    /// <summary>Counts of each group: by the number of buckets, of which the first is unused.</summary>
    public const int Width = Longest + 1;

    private readonly int[] _placeOfGroup;
    private readonly (int Value, int Bucket, int Group)[] _groups;
    private readonly int[] _counts;

    /// <param name="groups">The groups, of which each has at most one value and a time bucket.</param>
    /// <param name="dimensions">Number of dimensions, 0 or 1.</param>
    /// <param name="before">Counts of the first ones of these groups, which go on; null for none.</param>
    public ReturnCounts(GroupNumbers groups, int dimensions, ReturnCounts? before)
    {
        var codes = new int[dimensions + 1];
        _groups = new (int, int, int)[groups.Count];
        for (var group = 0; group < _groups.Length; group++)
        {
            groups.Read(group, codes);
            _groups[group] = (dimensions == 0 ? 0 : codes[0], codes[^1], group);
        }

        Array.Sort(_groups);
        _placeOfGroup = new int[_groups.Length];
        for (var place = 0; place < _groups.Length; place++)
        {
            _placeOfGroup[_groups[place].Group] = place;
        }

        _counts = Empty();
        for (var group = 0; group < before?.Groups; group++)
        {
            before.Of(group).Span.CopyTo(_counts.AsSpan(_placeOfGroup[group] * Width));
        }
    }

    /// <summary>Number of groups.</summary>
    public int Groups => _groups.Length;

    /// <summary>Returns the place of a group.</summary>
    public int PlaceOf(int group) => _placeOfGroup[group];

    /// <summary>Returns the group at a place.</summary>
    public int GroupAt(int place) => _groups[place].Group;

    /// <summary>Returns the time buckets between two places; null if they are too many or the values differ.</summary>
    public int? BucketsBetween(int before, int place) =>
        _groups[before].Value == _groups[place].Value && _groups[place].Bucket - _groups[before].Bucket is <= Longest and var buckets
            ? buckets
            : null;

    /// <summary>Returns counts by place and number of buckets, all 0.</summary>
    public int[] Empty() => new int[_groups.Length * Width];

    /// <summary>Adds counts by place and number of buckets. Not thread-safe.</summary>
    public void Add(int[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            _counts[i] += counts[i];
        }
    }

    /// <summary>Returns the counts of a group by number of buckets; none if it came later.</summary>
    public ReadOnlyMemory<int> Of(int group) =>
        group < _placeOfGroup.Length ? _counts.AsMemory(_placeOfGroup[group] * Width, Width) : default;
}
