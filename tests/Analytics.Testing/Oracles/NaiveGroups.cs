using Analytics.Core.Queries.Scanning;

namespace Analytics.Testing.Oracles;

/// <summary>The groups of a scan and the visitors of each.</summary>
public sealed class NaiveGroups
{
    private readonly Dictionary<string, ScanGroup> _groups = [];
    private readonly Dictionary<ScanGroup, HashSet<ulong>> _visitors = [];

    public static string Key(int bucket, string?[] values) =>
        bucket + string.Concat(values.Select(value => value is null ? "|absent" : $"|{value.Length}:{value}"));

    public ScanGroup At(int bucket, string?[] values)
    {
        var key = Key(bucket, values);
        if (!_groups.TryGetValue(key, out var group))
        {
            group = new ScanGroup { Bucket = bucket, Values = values };
            _groups.Add(key, group);
            _visitors.Add(group, []);
        }

        return group;
    }

    public void AddVisitor(ScanGroup group, ulong visitor)
    {
        _visitors[group].Add(visitor);
        group[ScanCounter.Visitors] = _visitors[group].Count;
    }

    /// <summary>Counts everything so many times that was added up to now.</summary>
    public void Multiply(int times)
    {
        foreach (var group in _groups.Values)
        {
            foreach (var counter in Enum.GetValues<ScanCounter>())
            {
                group[counter] *= times;
            }

            var once = group.Measures?.Copy();
            for (var i = 1; i < times && once is not null; i++)
            {
                group.Measures!.Add(once);
            }
        }
    }

    public List<ScanGroup> ToList() => [.. _groups.Values];
}
