using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>An hour or day rollup as it is stored.</summary>
/// <param name="Row">The row.</param>
/// <param name="Rollup">What it holds; without columns if it is damaged.</param>
/// <param name="IsDamaged">True if its rows cannot be read: then it is replaced, whatever the replay gives.</param>
internal sealed record StoredHour(TableRow Row, Rollup Rollup, bool IsDamaged)
{
    /// <summary>Opens a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="all">What is included if even the head is damaged: all that any row may include now.</param>
    public static StoredHour Of(TableRow row, Inclusion all)
    {
        try
        {
            return new(row, RollupDecoder.Decode(row.Head, row.Body), IsDamaged: false);
        }
        catch (InvalidDataException)
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
