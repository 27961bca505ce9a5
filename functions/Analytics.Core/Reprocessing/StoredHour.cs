using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Periods.Segments;
using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Segments;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>A stored hour or day rollup.</summary>
/// <param name="Row">The row; null for an hour that is only in its day.</param>
/// <param name="Rollup">The row; without columns if it is damaged or its rows are in segments.</param>
/// <param name="IsDamaged">True if its rows cannot be read: then it is always replaced.</param>
internal sealed record StoredHour(TableRow? Row, Rollup Rollup, bool IsDamaged)
{
    /// <summary>The rows of an hour that is partly or fully in the day; null if they are those of <see cref="Row"/>.</summary>
    public IReadOnlyList<IPartSource>? Parts { get; init; }

    /// <summary>True for an hour that is partly or fully in the day.</summary>
    public bool IsInDay { get; init; }

    /// <summary>The segments with its rows, as far as they are known.</summary>
    public SegmentList? Segments => Rollup.Segments;

    /// <summary>Decodes a row, and reads its segments and shards to check them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="all">Messages included if even the head is damaged: all that any row may include now.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<StoredHour> OfAsync(TableRow row, Inclusion all, ITableStore tables, CancellationToken cancellationToken)
    {
        try
        {
            var stored = new StoredHour(row, RollupDecoder.Decode(row.Head, row.Body), IsDamaged: false);
            foreach (var entry in stored.Segments?.Entries ?? [])
            {
                await new RollupTable(tables).ReadSegmentAsync(
                    row.PartitionKey,
                    new(stored.Rollup, row.ETag),
                    entry,
                    wanted: null,
                    cancellationToken
                );
            }

            if (stored.Rollup.Ids is { } ids)
            {
                await new DayIds(tables, row.PartitionKey).CheckAsync(stored.Rollup.Period, ids, cancellationToken);
            }

            return stored;
        }
        catch (Exception exception) when (exception is InvalidDataException or TableCorruptException)
        {
            return new(row, HeadOf(row, all), IsDamaged: true);
        }
    }

    /// <summary>Creates an hour that is partly or fully in the day.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="row">Its row, to be replaced; null for none.</param>
    /// <param name="included">Messages of it that the day and the row include.</param>
    /// <param name="parts">Its rows; null if they cannot be read.</param>
    public static StoredHour InDay(RollupPeriod hour, TableRow? row, Inclusion included, IReadOnlyList<IPartSource>? parts) =>
        new(row, RollupDecoder.Absent(hour, included), IsDamaged: parts is null) { Parts = parts, IsInDay = true };

    /// <summary>Returns true if a rebuilt period has the same content, regardless of the included messages.</summary>
    public bool HasContentOf(BuiltPeriod built) =>
        !IsDamaged
        && Row!.Body.Span.SequenceEqual(built.Encoded.Body.Span)
        && RollupEncoder
            .EncodeHead(Rollup.With(Inclusion.None), Row.Body)
            .AsSpan()
            .SequenceEqual(RollupEncoder.EncodeHead(built.Head.With(Inclusion.None), built.Encoded.Body));

    /// <summary>Returns true if the row's head can be read.</summary>
    public static bool HasHead(TableRow row) => RollupDecoder.TryDecodeHead(row.Head) is not null;

    private static Rollup HeadOf(TableRow row, Inclusion all) =>
        RollupDecoder.TryDecodeHead(row.Head) ?? RollupDecoder.Absent(RollupPeriod.Parse(row.RowKey), all);

    /// <summary>Returns true if a rollup has the same content, regardless of the included messages.</summary>
    public bool Equals(Rollup rollup, EncodedRollup encoded) =>
        !IsDamaged
        && Parts is null
        && Row!.Body.Span.SequenceEqual(encoded.Body.Span)
        && Row.Head.Span.SequenceEqual(RollupEncoder.EncodeHead(rollup.With(Rollup.Included), encoded.Body));
}
