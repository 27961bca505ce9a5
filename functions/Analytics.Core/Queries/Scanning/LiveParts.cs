using System.Runtime.InteropServices;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Loads the rows of live blocks of one site. Not thread-safe.</summary>
/// <param name="rows">The cache of live rows.</param>
/// <param name="site">The site.</param>
internal sealed class LiveParts(LiveRowCache rows, string site)
{
    private readonly Dictionary<(int Partition, string RowKey, long Hour), List<IRollupPart>> _prepared = [];

    /// <summary>
    /// Reads blocks that will be loaded some at a time, in place of those that were prepared before: each row once, though every one may
    /// have events of every day. Blocks that no longer exist are left out.
    /// </summary>
    public async ValueTask PrepareAsync(IEnumerable<LiveEntry> entries, CancellationToken cancellationToken)
    {
        _prepared.Clear();
        foreach (var (partition, row, hours) in RowsOf(entries))
        {
            foreach (var body in await rows.ReadAsync([row], cancellationToken) ?? [])
            {
                foreach (var part in LiveRow.ReadHours(body, site, hours))
                {
                    var key = (partition, row.RowKey, part.Period.Start);
                    (CollectionsMarshal.GetValueRefOrAddDefault(_prepared, key, out _) ??= []).Add(part);
                }
            }
        }
    }

    /// <summary>
    /// Loads the rows of some blocks; null if they were folded or rolled up in the meantime, so that everything must be read again.
    /// </summary>
    public async ValueTask<List<IRollupPart>?> LoadAsync(IReadOnlyList<LiveEntry> entries, CancellationToken cancellationToken)
    {
        var parts = new List<IRollupPart>();
        if (TryTakePrepared(entries, parts))
        {
            return parts;
        }

        foreach (var ofPartition in RowsOf(entries).GroupBy(row => row.Partition))
        {
            var wanted = ofPartition.ToDictionary(row => row.Row.RowKey, row => row.Hours);
            if (await rows.ReadAsync([.. ofPartition.Select(row => row.Row)], cancellationToken) is not { } bodies)
            {
                return null;
            }

            parts.AddRange(bodies.SelectMany(row => LiveRow.ReadHours(row, site, wanted[row.RowKey])));
        }

        return parts;
    }

    /// <summary>Forgets what is prepared.</summary>
    public void Clear() => _prepared.Clear();

    private static (int Partition, string RowKey, long Hour) KeyOf(LiveEntry entry) => (entry.Partition, entry.Row.RowKey, entry.Hour);

    /// <summary>Returns the rows of blocks with the hours of the blocks.</summary>
    private static IEnumerable<(int Partition, TableRow Row, HashSet<long> Hours)> RowsOf(IEnumerable<LiveEntry> entries) =>
        entries
            .GroupBy(entry => (entry.Partition, entry.Row.RowKey))
            .Select(of => (of.Key.Partition, of.First().Row, of.Select(entry => entry.Hour).ToHashSet()));

    /// <summary>Moves prepared blocks to a list.</summary>
    /// <returns>False if any of them is not prepared.</returns>
    private bool TryTakePrepared(IReadOnlyList<LiveEntry> entries, List<IRollupPart> parts)
    {
        if (_prepared.Count == 0 || !entries.All(entry => _prepared.ContainsKey(KeyOf(entry))))
        {
            return false;
        }

        // A row may have several blocks of an hour.
        foreach (var key in entries.Select(KeyOf).Distinct())
        {
            _prepared.Remove(key, out var ofHour);
            parts.AddRange(ofHour!);
        }

        return true;
    }
}
