using System.Globalization;
using System.Text;
using Analytics.Core.Hashing;
using Analytics.Core.Tables;

namespace Analytics.Core.DeadLetters;

/// <summary>
/// The keys of letters' rows.
/// <code>
/// Aggregate   partition key = event-log partition (4 digits), row key = sequence number (19 digits)
/// others      partition key = the stage, row key = event-log partition (4 digits or nothing) "|" site "|" key
/// all         row key "~chunk|" digest "|" row key "|" number: a part of a long payload
///             row key "~retried|" sequence number: the message was appended to the log again
/// </code>
/// A different payload under an existing key has its digest appended to its row key.
/// </summary>
internal static class DeadLetterKeys
{
    /// <summary>The exclusive end of the row keys of letters.</summary>
    public const string LettersEnd = "~";

    /// <summary>The start of the row keys of messages that were appended again.</summary>
    public const string Retried = "~retried|";

    private const int MaxLength = 300;

    public static string PartitionKey(DeadLetterStage stage, int? partition) =>
        stage switch
        {
            DeadLetterStage.Aggregate => Aggregate(
                partition
                    ?? throw new ArgumentException("A message that could not be aggregated has a partition; name it.", nameof(partition))
            ),
            DeadLetterStage.RollUp => "rollup",
            DeadLetterStage.Reprocess => "reprocess",
            _ => "query",
        };

    public static string Aggregate(int partition) => partition.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Returns the partition keys of every stage, or of one, in order.</summary>
    public static IEnumerable<string> All(int partitions, DeadLetterStage? stage)
    {
        if (stage is null or DeadLetterStage.Aggregate)
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                yield return Aggregate(partition);
            }
        }

        foreach (var other in (DeadLetterStage[])[DeadLetterStage.Query, DeadLetterStage.Reprocess, DeadLetterStage.RollUp])
        {
            if (stage is null || stage == other)
            {
                yield return PartitionKey(other, null);
            }
        }
    }

    public static string RowKey(DeadLetter letter) =>
        letter.Stage == DeadLetterStage.Aggregate
            ? Escape(letter.Key)
            : Escape($"{(letter.Partition is { } partition ? Aggregate(partition) : string.Empty)}|{letter.Site}|{letter.Key}");

    public static string Chunk(string rowKey, string digest, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"~chunk|{digest}|{rowKey}|{number:D6}");

    public static string Id(string partitionKey, string rowKey) => $"{partitionKey}:{rowKey}";

    /// <summary>
    /// Returns the sequence number of a message that is set aside or was appended again; null for other rows of a partition.
    /// </summary>
    public static long? MessageOf(string rowKey, out bool isWaiting)
    {
        isWaiting = !rowKey.StartsWith(Retried, StringComparison.Ordinal);
        var key = isWaiting ? rowKey.AsSpan() : rowKey.AsSpan(Retried.Length);
        var length = key.IndexOf('|');
        return long.TryParse(length < 0 ? key : key[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var sequenceNumber)
            ? sequenceNumber
            : null;
    }

    /// <summary>Splits an id; false if it is not a valid id.</summary>
    public static bool TryParse(string id, out string partitionKey, out string rowKey)
    {
        var separator = id.IndexOf(':', StringComparison.Ordinal);
        (partitionKey, rowKey) = separator < 0 ? (string.Empty, string.Empty) : (id[..separator], id[(separator + 1)..]);
        if (rowKey.Length == 0 || rowKey[0] == '~')
        {
            return false;
        }

        try
        {
            TableRules.CheckKey(partitionKey);
            TableRules.CheckKey(rowKey);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Converts any text to a row key. Different texts have different keys or, beyond 300 characters, different hashes in them.
    /// </summary>
    private static string Escape(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c is > ' ' and < '~' and not ('/' or '\\' or '#' or '?' or '=')
                ? key.Append(c)
                : key.Append('=').Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
        }

        return key.Length <= MaxLength
            ? key.ToString()
            : $"{key.ToString(0, MaxLength)}={XxHash64.Hash(Encoding.Unicode.GetBytes(text)):x16}";
    }
}
