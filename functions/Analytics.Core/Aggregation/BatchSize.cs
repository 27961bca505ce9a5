using Analytics.Core.Partitioning;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>
/// An upper bound of the bytes of a batch's live rows, kept without writing them. The live row of each bucket has its own table of the
/// texts that it uses. Adding an event takes O(its texts). Not thread-safe.
/// </summary>
internal sealed class BatchSize(TextPool pool)
{
    // Flags, time, three ids, three text numbers and the optional values.
    private const int EventBytes = 80;
    private const int NumberBytes = 4;
    private const int BlockBytes = 48;

    private ulong[] _usedIn = new ulong[64];
    private int[] _stamps = new int[64];
    private int _stamp = 1;
    private int _marked;

    /// <summary>The bound in bytes.</summary>
    public int MaxBytes { get; private set; }

    public void Clear()
    {
        MaxBytes = 0;
        _stamp++;
    }

    /// <summary>Remembers the bound, for <see cref="RollBack"/>.</summary>
    public void Mark() => _marked = MaxBytes;

    /// <summary>Returns to the marked bound. Texts are counted again from here on, which can only make the bound larger.</summary>
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

    /// <summary>Adds a count of refused or filtered events.</summary>
    public void AddTraffic(BlockDraft block) =>
        MaxBytes += BlockBytes + TextBytes(block.Site, 1UL << Partitioner.BucketOf(block.SiteHash));

    /// <summary>Returns the bytes of a text if the bucket does not have it yet; otherwise 0.</summary>
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
