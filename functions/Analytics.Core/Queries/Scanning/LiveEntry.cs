using Analytics.Core.Periods;
using Analytics.Core.Tables;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A live block of a site, without its rows.</summary>
/// <param name="Row">The live row that contains it, without its body.</param>
/// <param name="Partition">The row's partition.</param>
/// <param name="Range">The messages of the row.</param>
/// <param name="Hour">The hour's first second, Unix time.</param>
/// <param name="EventCount">Number of its events.</param>
/// <param name="StoredBytes">Its bytes where it is stored, with its share of the row's texts.</param>
internal readonly record struct LiveEntry(TableRow Row, int Partition, SequenceRange Range, long Hour, int EventCount, long StoredBytes)
{
    /// <summary>The messages as an inclusion.</summary>
    public Inclusion Messages => Inclusion.Of(Partition, Range.First, Range.Last);
}
