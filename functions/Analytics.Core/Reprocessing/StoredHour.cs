using Analytics.Core.Rollups;
using Analytics.Core.Rollups.Encoding;
using Analytics.Core.Tables;

namespace Analytics.Core.Reprocessing;

/// <summary>An hour or day rollup as it is stored.</summary>
/// <param name="Row">The row.</param>
/// <param name="Rollup">What it holds.</param>
internal sealed record StoredHour(TableRow Row, Rollup Rollup)
{
    public static StoredHour Of(TableRow row)
    {
        try
        {
            return new(row, RollupDecoder.Decode(row.Head, row.Body));
        }
        catch (InvalidDataException exception)
        {
            throw new TableCorruptException(
                $"The rollup '{row.RowKey}' of site '{row.PartitionKey}' is damaged: {exception.Message} Restore the table from a backup.", exception);
        }
    }

    /// <summary>Whether a rollup has the same content, whatever messages either includes.</summary>
    public bool Equals(Rollup rollup, EncodedRollup encoded) =>
        Row.Body.Span.SequenceEqual(encoded.Body.Span)
        && Row.Head.Span.SequenceEqual(RollupEncoder.EncodeHead(rollup.With(Rollup.Included), encoded.Body));
}
