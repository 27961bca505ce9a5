using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>A dead letter as it is stored, without its payload.</summary>
public sealed record StoredDeadLetter
{
    internal StoredDeadLetter(TableRow row)
    {
        Head = DeadLetterHead.Read(row);
        ETag = row.ETag;
        Id = DeadLetterKeys.Id(row.PartitionKey, row.RowKey);
        Reason = new(Head.Type, Head.Message);
    }

    /// <summary>The letter's id: printable ASCII without <c>/ \ # ?</c>.</summary>
    public string Id { get; }

    /// <summary>The stage that set it aside.</summary>
    public DeadLetterStage Stage => Head.Stage;

    /// <summary>The site; null if it belongs to several or to none that is known.</summary>
    public string? Site => Head.Site;

    /// <summary>The event-log partition; null if it comes from several.</summary>
    public int? Partition => Head.Partition;

    /// <summary>A sequence number, a period or a row key, unique within stage, site and partition.</summary>
    public string Key => Head.Key;

    /// <summary>The error.</summary>
    public DeadLetterReason Reason { get; }

    /// <summary>The time when it was first set aside; null for letters of releases that did not store it.</summary>
    public DateTimeOffset? SetAsideAt => Head.SetAsideAt;

    /// <summary>The length of the payload; null in a list for letters of releases that did not store it.</summary>
    public long? Bytes => Head.Bytes;

    /// <summary>The row's ETag.</summary>
    internal string ETag { get; }

    /// <summary>The row's head.</summary>
    internal DeadLetterHead Head { get; }
}
