using System.Runtime.CompilerServices;
using Analytics.Core.Bytes;
using Analytics.Core.Tables;

namespace Analytics.Core.Sites;

/// <summary>
/// A note that a site's statistics expire, so that retention does not read every site. While there is a registration, it is authoritative;
/// the note is written before it.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="Days">Number of days for which they are kept, by the last write or completion of the note; it applies after the site is
/// no longer registered.</param>
/// <param name="Written">Time at which the note was written.</param>
/// <param name="DoneOn">The last day, counted from 1970, for which all expired statistics are deleted; 0 if there is none since the note
/// was written.</param>
/// <param name="ETag">The note's ETag.</param>
internal sealed record RetentionNote(string Site, int Days, DateTimeOffset Written, int DoneOn, string ETag)
{
    private const string PartitionKey = "retention";

    /// <summary>True if the note cannot be read: its key names the site, and the number of days is unknown.</summary>
    public bool IsDamaged { get; private init; }

    /// <summary>Marks a site for the next retention run. Marking it again restarts its scan from the oldest day.</summary>
    public static async Task WriteAsync(
        ITableStore tables,
        string site,
        int days,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Upsert(site, Body(days, now, 0))], cancellationToken);

    public static async IAsyncEnumerable<RetentionNote> ReadAsync(
        ITableStore tables,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Control, PartitionKey, string.Empty, null, headsOnly: false, cancellationToken)
        )
        {
            yield return Read(row);
        }
    }

    private static RetentionNote Read(TableRow row)
    {
        try
        {
            var source = new ByteSource(row.Body.Span);
            return new(row.RowKey, source.Int(), DateTimeOffset.FromUnixTimeMilliseconds((long)source.Varint()), source.Int(), row.ETag);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            // A damaged note must not stop the retention of the other sites.
            return new(row.RowKey, 0, DateTimeOffset.UnixEpoch, 0, row.ETag) { IsDamaged = true };
        }
    }

    /// <summary>
    /// Marks a day as done, with the number of days that statistics are kept, unless the note was written again meanwhile.
    /// </summary>
    public async Task DoneAsync(ITableStore tables, int days, int day, CancellationToken cancellationToken) =>
        await tables.CommitAsync(
            TableNames.Control,
            PartitionKey,
            [TableOperation.Replace(Site, Body(days, Written, day), ETag)],
            cancellationToken
        );

    /// <summary>Deletes the note, unless it was written again meanwhile.</summary>
    public async Task DeleteAsync(ITableStore tables, CancellationToken cancellationToken) =>
        await tables.CommitAsync(TableNames.Control, PartitionKey, [TableOperation.Delete(Site, ETag)], cancellationToken);

    /// <summary>Deletes the note of a site that has no statistics.</summary>
    public static async Task DeleteAsync(ITableStore tables, string site, CancellationToken cancellationToken) =>
        await new RowDeletion(tables, TableNames.Control, PartitionKey, ChangedRow.Goes).DeleteRangeAsync(
            site,
            site + " ",
            selects: null,
            cancellationToken
        );

    private static byte[] Body(int days, DateTimeOffset written, int doneOn)
    {
        var sink = new ByteSink();
        sink.Varint((uint)days);
        sink.Varint((ulong)written.ToUnixTimeMilliseconds());
        sink.Varint((uint)doneOn);
        return sink.ToArray();
    }
}
