using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>An hour or day rollup as it is stored.</summary>
/// <param name="Row">The row.</param>
/// <param name="Rollup">What it holds; without columns if it is damaged or its rows are in segments.</param>
/// <param name="IsDamaged">True if its rows cannot be read: then it is replaced, whatever the replay gives.</param>
internal sealed record StoredHour(TableRow Row, Rollup Rollup, bool IsDamaged)
{
    /// <summary>The segments that its rows are in, as far as they are known.</summary>
    public SegmentList? Segments => Rollup.Segments;

    /// <summary>Opens a row, and reads its segments to see that they are whole.</summary>
    /// <param name="row">The row.</param>
    /// <param name="all">What is included if even the head is damaged: all that any row may include now.</param>
    /// <param name="rollups">The rollups.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<StoredHour> OfAsync(TableRow row, Inclusion all, RollupTable rollups, CancellationToken cancellationToken)
    {
        try
        {
            var stored = new StoredHour(row, RollupDecoder.Decode(row.Head, row.Body), IsDamaged: false);
            foreach (var entry in stored.Segments?.Entries ?? [])
            {
                await rollups.ReadSegmentAsync(row.PartitionKey, new(stored.Rollup, row.ETag), entry, wanted: null, cancellationToken).ConfigureAwait(false);
            }

            return stored;
        }
        catch (Exception exception) when (exception is InvalidDataException or TableCorruptException)
        {
            return new(row, HeadOf(row, all), IsDamaged: true);
        }
    }

    /// <summary>True if the row's head can be read.</summary>
    public static bool HasHead(TableRow row)
    {
        try
        {
            return RollupDecoder.DecodeHead(row.Head) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static Rollup HeadOf(TableRow row, Inclusion all) =>
        HasHead(row) ? RollupDecoder.DecodeHead(row.Head) : RollupDecoder.Absent(RollupPeriod.Parse(row.RowKey), all);

    /// <summary>Whether a rollup has the same content, whatever messages either includes.</summary>
    public bool Equals(Rollup rollup, EncodedRollup encoded) =>
        !IsDamaged && Row.Body.Span.SequenceEqual(encoded.Body.Span)
        && Row.Head.Span.SequenceEqual(RollupEncoder.EncodeHead(rollup.With(Rollup.Included), encoded.Body));
}
