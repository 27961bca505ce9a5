using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// Checks an event as a whole: required fields, the form of the URL, the time, and fields that are reserved for imports.
/// </summary>
internal static class EventValidator
{
    public static void Check(EventDraft draft, ReadOnlySpan<byte> source, CollectionContext context, long receivedMilliseconds)
    {
        if (draft.Problem is not null)
        {
            return;
        }

        if (draft.Name.IsEmpty || draft.Url.IsEmpty)
        {
            var field = draft.Name.IsEmpty ? "name" : "url";
            draft.Refuse(CollectionErrors.MissingField, field, $"{field} is missing or empty. Every event needs name and url.");
        }
        else if (!UrlSyntax.IsAbsolute(draft.Text(source, draft.Url)))
        {
            draft.Refuse(
                CollectionErrors.InvalidUrl,
                "url",
                $"url {EventDraft.Quote(draft.Text(source, draft.Url))} is not the address of a page. "
                    + "Send it with its scheme, e.g. https://example.com/page; data: is not counted."
            );
        }
        else if (!JsonTexts.FitsIn(HostOf(draft, source), EventLimits.DomainCharacters))
        {
            draft.Refuse(
                CollectionErrors.TooLong,
                "url",
                $"url has a host of over {EventLimits.DomainCharacters} characters, as no page has. Send the address of the page."
            );
        }
        else if (draft.Domain.IsEmpty && !TryTakeHost(draft, source))
        {
            draft.Refuse(
                CollectionErrors.MissingField,
                "domain",
                "domain is missing, and url has no host to take it from. Send the site as domain."
            );
        }
        else if (draft.HasTimestamp)
        {
            CheckTimestamp(draft, context.IsImport, receivedMilliseconds);
        }

        // A rank is of a log without milliseconds.
        draft.Rank = context.IsImport && draft.HasTimestamp && draft.TimestampMilliseconds % 1000 == 0 ? Math.Max(draft.Rank, 0) : 0;
        draft.TimestampMilliseconds += draft.Rank;
        draft.IsOrderId &= context.IsImport || context.TakesFacts;

        var hasAddress = !draft.Address.IsEmpty && !context.TakesFacts;
        var hasDimensions = draft.OverrideCount > 0 && !context.TakesFacts;
        if (!context.IsImport && (hasAddress || hasDimensions || draft.VisitorHash is not null))
        {
            var field =
                hasAddress ? "ip"
                : hasDimensions ? "dimensions"
                : "visitor_hash";
            draft.Refuse(
                CollectionErrors.ImportOnly,
                field,
                $"{field} may only be set by an import. Send with ?import=true and an API key of scope import, or leave it out."
            );
        }
    }

    private static ReadOnlySpan<byte> HostOf(EventDraft draft, ReadOnlySpan<byte> source)
    {
        var url = draft.Text(source, draft.Url);
        var (start, length) = UrlSyntax.HostOf(url);
        return url.Slice(start, length);
    }

    /// <summary>Uses the URL's host as the domain, which may be omitted.</summary>
    private static bool TryTakeHost(EventDraft draft, ReadOnlySpan<byte> source)
    {
        var (start, length) = UrlSyntax.HostOf(draft.Text(source, draft.Url));
        draft.Domain = draft.Url with { Start = draft.Url.Start + start, Length = length };
        return length > 0;
    }

    private static void CheckTimestamp(EventDraft draft, bool isImport, long receivedMilliseconds)
    {
        var timestamp = draft.TimestampMilliseconds;
        var oldest = isImport ? 0 : receivedMilliseconds - (long)EventLimits.Age.TotalMilliseconds;
        if (timestamp < oldest)
        {
            var remedy = isImport
                ? "Times before 1970 are not kept."
                : $"Send within {EventLimits.Age.TotalHours:0} hours (Unix times in milliseconds), or import it.";
            draft.Refuse(CollectionErrors.TimestampTooOld, "timestamp", $"timestamp {Format(timestamp)} is too old. {remedy}");
        }
        else if (timestamp > receivedMilliseconds + (long)EventLimits.Ahead.TotalMilliseconds)
        {
            draft.Refuse(
                CollectionErrors.TimestampInFuture,
                "timestamp",
                $"timestamp {Format(timestamp)} is over {EventLimits.Ahead.TotalMinutes:0} minutes ahead. "
                    + "Set the client's clock, or leave the timestamp out."
            );
        }
    }

    private static string Format(long milliseconds) =>
        milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset
                .FromUnixTimeMilliseconds(milliseconds)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)
            : milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
