using System.ComponentModel;
using Analytics.Core.DeadLetters;

namespace Analytics.Web.DeadLetters;

/// <summary>A dead letter as administrators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stage">The stage that set it aside.</param>
/// <param name="Site">The site.</param>
/// <param name="Partition">The event-log partition.</param>
/// <param name="Key">Its key within stage, site and partition.</param>
/// <param name="ErrorType">The type of the error.</param>
/// <param name="Error">The error's message.</param>
/// <param name="SetAsideAt">Time at which it was first set aside.</param>
/// <param name="Bytes">The length of the payload.</param>
/// <param name="Payload">The beginning of the payload; null in a list.</param>
public sealed record DeadLetterAnswer(
    [property: Description("Its id, for reading and retrying it.")] string Id,
    [property: Description("aggregate, rollup, reprocess or query.")] string Stage,
    [property: Description("The site; null if it belongs to several or to none that is known.")] string? Site,
    [property: Description("The event-log partition; null if it comes from no single one.")] int? Partition,
    [property: Description("The sequence number of a message, the period of a roll-up, or the row that could not be read.")] string Key,
    [property: Description("The type of the error.")] string ErrorType,
    [property: Description("The error's message.")] string Error,
    [property: Description("When it was first set aside; null for letters of releases that did not note it.")] DateTimeOffset? SetAsideAt,
    [property: Description("The length of the payload in bytes; null in a list for letters of releases that did not note it.")]
        long? Bytes,
    [property: Description("The first 1,000,000 bytes of the payload in Base64; null in a list.")] string? Payload
)
{
    /// <summary>Maximum bytes of a payload in an answer.</summary>
    public const int MaxPayload = 1_000_000;

    /// <summary>Returns the answer for a letter.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="site">The current domain of its site; null if it has none.</param>
    /// <param name="payload">Its payload; null in a list.</param>
    public static DeadLetterAnswer Of(StoredDeadLetter letter, string? site, ReadOnlyMemory<byte>? payload) =>
        new(
            letter.Id,
            letter.Stage.Name(),
            site,
            letter.Partition,
            letter.Key,
            letter.Reason.Type,
            letter.Reason.Message,
            letter.SetAsideAt,
            letter.Bytes,
            payload is { } bytes ? Convert.ToBase64String(bytes.Span[..Math.Min(bytes.Length, MaxPayload)]) : null
        );
}
