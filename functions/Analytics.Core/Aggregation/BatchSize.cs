using Analytics.Core.Partitioning;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>
/// Bounds the bytes of the live rows that a batch will become, without writing them: each bucket's row has its own table of the texts it
/// uses. O(texts of the event). Not thread-safe.
/// </summary>
internal sealed class BatchSize(TextPool pool)
{
    // Flags, time, three ids, three numbers of texts, what only some events have.
    private const int EventBytes = 80;
    private const int NumberBytes = 4;
    private const int BlockBytes = 48;

    private ulong[] _usedIn = new ulong[64];
    private int[] _stamps = new int[64];
    private int _stamp = 1;
    private int _marked;

    /// <summary>The bound.</summary>
    public int MaxBytes { get; private set; }

    public void Clear()
    {
        MaxBytes = 0;
        _stamp++;
    }

    /// <summary>Remembers the bound, for <see cref="RollBack"/>.</summary>
    public void Mark() => _marked = MaxBytes;

    /// <summary>Goes back to the mark. Texts are counted again from here on, which can only make the bound larger.</summary>
    public void RollBack()
    {
        MaxBytes = _marked;
        _stamp++;
    }

    /// <summary>Adds the last event of a block.</summary>
    public void AddEvent(BlockDraft block)
    {
        var rows = block.Rows;
        var row = rows.EventCount - 1;
        var bucket = 1UL << Partitioner.BucketOf(block.SiteHash);
        var bytes = EventBytes + (row == 0 ? BlockBytes + TextBytes(block.Site, bucket) : 0);
        bytes += TextBytes(rows.Names[row], bucket) + TextBytes(rows.Pages[row], bucket) + TextBytes(rows.Hosts[row], bucket);
        foreach (var dimension in rows.DimensionsOf(rows.FragmentCount - 1))
        {
            bytes += dimension == 0 ? 0 : NumberBytes + TextBytes(dimension, bucket);
        }

        if (rows.OptionalValuesOf[row] >= 0)
        {
            var optional = rows.OptionalValues[rows.OptionalValuesOf[row]];
            bytes += TextBytes(optional.Currency, bucket) + (optional.PropertyCount * 2 * NumberBytes);
            for (var i = 0; i < optional.PropertyCount; i++)
            {
                var (key, value) = rows.Properties[optional.PropertiesAt + i];
                bytes += TextBytes(key, bucket) + TextBytes(value, bucket);
            }
        }

        MaxBytes += bytes;
    }

    /// <summary>Adds a count of events that were not collected.</summary>
    public void AddTraffic(BlockDraft block) =>
        MaxBytes += BlockBytes + TextBytes(block.Site, 1UL << Partitioner.BucketOf(block.SiteHash));

    /// <summary>A text's bytes if its bucket does not have it yet.</summary>
    private int TextBytes(int text, ulong bucket)
    {
        if (text == 0)
        {
            return 0;
        }

        if (text >= _stamps.Length)
        {
            Array.Resize(ref _stamps, Math.Max(text + 1, _stamps.Length * 2));
            Array.Resize(ref _usedIn, _stamps.Length);
        }

        if (_stamps[text] != _stamp)
        {
            (_stamps[text], _usedIn[text]) = (_stamp, 0);
        }

        var isNew = (_usedIn[text] & bucket) == 0;
        _usedIn[text] |= bucket;
        return isNew ? pool[text].Length + NumberBytes : 0;
    }
}
